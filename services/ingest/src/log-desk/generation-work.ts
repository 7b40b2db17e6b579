import type { Position } from "@milepost/contracts";
import { CANARY_KPI, TOPICS } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { copyLog } from "@milepost/event-log/copy-log";
import type { CopyLogOptions } from "@milepost/event-log/copy-log";
import type { LogGenerations, RecordSource } from "@milepost/event-log/log-generations";
import { fittingPartitions } from "@milepost/event-log/place-map";
import type { Partitions, PlaceMap } from "@milepost/event-log/place-map";
import { MilepostError } from "@milepost/runtime";
import type { Closeable, Logger } from "@milepost/runtime";
import { lookAfterGenerations } from "./look-after-generations.ts";

export interface GenerationWorkParts {
  readonly log: Pick<EventLog, "end" | "read">;
  readonly generations: LogGenerations;
  readonly logger: Logger;
}

/** What a generation shall be made of. */
export interface NextWanted {
  /** A generation that is live or kept; absent: the live one. */
  readonly from?: number | undefined;
  /** Differences from the partition counts of the live one. */
  readonly partitions: Partial<Partitions>;
}

/** A backup that was looked through, and is to take the place of the log. */
export interface RestoreWanted {
  readonly backup: string;
  readonly source: RecordSource;
  readonly map: PlaceMap;
  readonly partitions: Partitions;
  /** Whether it may take the place of records. */
  readonly replace: boolean;
  /** Called when its source is not needed any more. */
  readonly done: () => Promise<void>;
}

/** Makes generations in the background, one at a time, and completes what a process left that is gone. */
export interface GenerationWork extends Closeable {
  /** Resolves once the copy is begun; it goes on by itself. */
  next(wanted: NextWanted): Promise<void>;
  /** The same; gives the number of the generation that is made of the backup. */
  restore(wanted: RestoreWanted): Promise<number>;
  /** Rejects with `conflict` unless the log has nothing but canaries, or may be replaced. */
  refuseToReplace(replace: boolean): Promise<void>;
}

/** Begins to look after generations; closing ends a copy that has not sealed the log yet. */
export function startGenerationWork({ log, generations, logger }: GenerationWorkParts): GenerationWork {
  const closing = new AbortController();
  const { signal } = closing;
  let running: Promise<void> | undefined;

  const run = (work: () => Promise<unknown>): Promise<void> => {
    running = work()
      .then(() => undefined)
      .catch((error: unknown) => logger.error({ err: error }, "the next generation of the log is not made"))
      .finally(() => (running = undefined));
    return running;
  };
  const copy = async (options: Omit<CopyLogOptions, "signal">): Promise<void> => {
    const { generation, records } = await copyLog({ ...options, signal });
    logger.info({ generation, records }, "the log goes on in its next generation");
  };
  const begin = async (from: number, partitions: Partitions, isLive: boolean): Promise<void> => {
    const source = await generations.source(from);
    const attempt = await generations.begin({ partitions, origin: { kind: "generation", generation: from } });
    void run(() => copy({ attempt, source, isLive }));
  };
  const refuseToReplace = (replace: boolean): Promise<void> => refuseToReplaceRecords(log, replace);
  const refuseBusy = (): void => {
    if (running === undefined) return;
    throw new MilepostError("conflict", "A generation of the log is being made; `milepost log` says how far");
  };
  const lookout = lookAfterGenerations({
    generations,
    logger,
    isBusy: () => running !== undefined,
    again: (generation, partitions) => begin(generation, partitions, true),
  });

  return {
    next: async ({ from, partitions }) => {
      refuseBusy();
      const control = await generations.control();
      if (control.lost === true && from === undefined) throw lostRecords(control.generation);
      const number = from ?? control.generation;
      const { partitions: before } = await generations.source(number);
      const fitting = fittingPartitions(before, { instead: control.partitions, wanted: partitions });
      await begin(number, fitting, number === control.generation);
    },
    restore: async ({ backup, source, map, partitions, replace, done }) => {
      try {
        refuseBusy();
        const attempt = await generations.begin({ partitions, origin: { kind: "backup", backup } });
        const confirm = (): Promise<void> => refuseToReplace(false);
        const ended = run(async () => {
          try {
            await copy({ attempt, source, map, isLive: false, ...(replace ? {} : { confirm }) });
          } finally {
            await done();
          }
        });
        // One that gave up at its end has sealed the log: appends wait for what comes next.
        void ended.then(() => lookout.look());
        return attempt.generation.generation;
      } catch (error) {
        await done();
        throw error;
      }
    },
    refuseToReplace,
    close: async () => {
      closing.abort();
      await lookout.close();
      await running;
    },
  };
}

async function refuseToReplaceRecords(log: GenerationWorkParts["log"], replace: boolean): Promise<void> {
  if (replace) return;
  const end = await log.end(TOPICS);
  if (!(await holdsMoreThanCanaries(log, end))) return;
  throw new MilepostError(
    "conflict",
    `The log has ${recordsBelow(end)} records, which a restored backup would take the place of: ask for that with \`--replace\` (?replace=true); they are kept as a generation of their own for a while`,
  );
}

function lostRecords(generation: number): MilepostError {
  return new MilepostError(
    "conflict",
    `Generation ${generation} of the log lost topics: restore a backup, or name a kept generation (\`--from\`; \`milepost log\` lists them). To go on with what is left, name ${generation} itself`,
  );
}

/** The canary sings in a deployment that nobody has used yet, too: nobody misses its values. */
async function holdsMoreThanCanaries(log: GenerationWorkParts["log"], end: Position): Promise<boolean> {
  for (const [place, to] of Object.entries(end)) {
    if (to === 0) continue;
    const [topic, partition] = place.split("/");
    if (topic !== "observations") return true;
    for await (const records of log.read({ topic, partition: Number(partition), from: 0, to }))
      if (records.some(({ key }) => !key.startsWith(`${CANARY_KPI}/`))) return true;
  }
  return false;
}

function recordsBelow(end: Position): number {
  return Object.values(end).reduce((sum, offset) => sum + offset, 0);
}
