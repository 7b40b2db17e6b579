import { randomUUID } from "node:crypto";
import { MilepostError } from "@milepost/runtime";
import type { Database, RootDatabase } from "lmdb";
import { firstControl, parseControl } from "./generations/log-control.ts";
import type { ReadControl } from "./generations/log-control.ts";
import type { Partition } from "./index.ts";
import { firstGeneration } from "./log-generation.ts";
import { shareRoot } from "./lmdb-root.ts";
import type { SharedRoot } from "./lmdb-root.ts";

/** Key of the control record. */
const CONTROL = "generation";
const FIRST_GENERATION = 1;

/** The LMDB environment of a log: its databases, its control record, its transactions. */
export interface LmdbEnvironment {
  /** Record text by offset, for one partition of a generation. */
  records(generation: number, partition: Partition): Database<string, number>;
  /** Committed offsets of a generation, by `<group>/<topic>/<partition>`. */
  offsets(generation: number): Database<string, string>;
  /** The control record as it stands, also inside `transact`; a log that is new gets one. */
  readControl(): ReadControl;
  /** Its text: the same text is the same record. */
  controlText(): string | undefined;
  /** Writes it; only inside `transact`. */
  writeControl(read: ReadControl): void;
  /** Runs an action in one transaction, all or nothing; on disk when it resolves. */
  transact<Result>(action: () => Result): Promise<Result>;
  /** Lets the next read see what others wrote meanwhile. */
  refresh(): void;
  close(): Promise<void>;
}

/** Opens the environment, making the folder when it is missing. */
export function openLmdbEnvironment(dir: string, prefix: string): LmdbEnvironment {
  const shared = shareRoot(dir);
  try {
    return environmentOn(shared, dir, prefix);
  } catch (error) {
    void shared.release();
    throw error;
  }
}

function environmentOn(shared: SharedRoot, dir: string, prefix: string): LmdbEnvironment {
  const { root } = shared;
  const opened = new Map<string, Database<string, never>>();
  const database = <Key extends string | number>(name: string): Database<string, Key> => {
    const known = opened.get(name) ?? root.openDB<string, Key>(`${prefix}.${name}`, { encoding: "string" });
    opened.set(name, known as Database<string, never>);
    return known as Database<string, Key>;
  };
  const control = database<string>("control");
  const environment: LmdbEnvironment = {
    records: (generation, { topic, partition }) => database<number>(`${topic}.g${generation}.${partition}`),
    offsets: (generation) =>
      database<string>(generation === FIRST_GENERATION ? "offsets" : `offsets.g${generation}`),
    readControl: () => {
      const text = control.get(CONTROL);
      if (text === undefined) throw new MilepostError("log_corrupt", "The log has lost its control record");
      return readControl(text);
    },
    controlText: () => control.get(CONTROL),
    writeControl: ({ control: written, version }) =>
      control.putSync(CONTROL, JSON.stringify({ version, ...written })),
    transact: (action) => transact(root, dir, action),
    refresh: () => root.resetReadTxn(),
    close: () => shared.release(),
  };
  if (control.get(CONTROL) === undefined) root.transactionSync(() => begin(environment));
  return environment;
}

/** A log without a control record is new; whoever comes first begins it. */
function begin(environment: LmdbEnvironment): void {
  if (environment.controlText() !== undefined) return;
  environment.writeControl({ control: firstControl(firstGeneration(randomUUID())), version: 0 });
}

/** Runs what opens databases; says what to do when the disk does not let it. */
export function opening<Result>(dir: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw unavailable("opened", dir, error);
  }
}

/** Records of before versions were counted have none. */
function readControl(text: string): ReadControl {
  const { version = 0 } = JSON.parse(text) as { readonly version?: number };
  return { control: parseControl(text), version };
}

async function transact<Result>(
  root: RootDatabase<string, string>,
  dir: string,
  action: () => Result,
): Promise<Result> {
  try {
    return await root.childTransaction(action);
  } catch (error) {
    if (error instanceof MilepostError) throw error;
    const reason = (error as { commitError?: Promise<never> }).commitError;
    const cause: unknown = reason === undefined ? error : await reason.catch((failure: unknown) => failure);
    throw unavailable("written", dir, cause);
  }
}

function unavailable(verb: string, dir: string, cause: unknown): MilepostError {
  if (cause instanceof MilepostError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MilepostError(
    "log_unavailable",
    `The event log in ${dir} cannot be ${verb} (${reason}); check the disk's space and the folder's permissions`,
    { retryable: true, cause, details: { dir } },
  );
}
