import { randomUUID } from "node:crypto";
import { TOPICS } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { silentLogger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import { openStore } from "@milepost/store/clickhouse-store";
import { migrate } from "@milepost/store/migrate";
import { REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import { temporaryFolder } from "@milepost/testkit";
import type { TestStore } from "@milepost/testkit/test-store";
import { startProcess } from "./projector-parts.fixture.ts";
import type { ProcessOptions, ProjectorProcess } from "./projector-parts.fixture.ts";
import { createSteps } from "./steps.fixture.ts";
import type { Steps } from "./steps.fixture.ts";
import { fillFromLog, tableContent } from "./table-content.fixture.ts";

/** What is held at a step is given up soon when its process is closed. */
const BATCH_END_LIMIT_MS = 50;

interface ProcessLimits extends Pick<ProcessOptions, "keepOldTablesMs" | "batchEndLimitMs" | "onPreparing"> {
  /** Held before it starts, it is held while it prepares its tables, too. */
  readonly steps?: Steps;
}

/** One log and one database that processes come and go on, each with handles of its own. */
export interface Deployment {
  readonly log: EventLog;
  readonly store: Store;
  start(options?: ProcessLimits): Promise<SteppedProcess>;
  /** Starts a projector on another log, as the next generation of this one. */
  startOn(log: EventLog, options?: ProcessLimits): Promise<SteppedProcess>;
  close(): Promise<void>;
}

/** A projector that can be held at its steps. */
export interface SteppedProcess extends ProjectorProcess {
  readonly steps: Steps;
  /** Everything in the log is visible, and what follows from it. */
  caughtUp(): Promise<void>;
}

/** An empty log, and an empty database of its own on an engine. */
export async function openDeployment(engine: TestStore): Promise<Deployment> {
  const folder = temporaryFolder();
  const database = `run_${randomUUID().slice(0, 8)}`;
  const openLog = (): Promise<EventLog> =>
    openEmbeddedLog({ dir: folder.path, prefix: "test", logger: silentLogger() });
  const log = await openLog();
  const store = await storeOf(engine, database);
  await migrate(store);
  const handles: { close(): Promise<void> }[] = [store, log];
  const processes: SteppedProcess[] = [];
  const startOn = async (
    ownLog: EventLog,
    { steps = createSteps(), ...options }: ProcessLimits = {},
  ): Promise<SteppedProcess> => {
    const ownStore = await storeOf(engine, database);
    handles.push(ownStore);
    const { onStep } = steps;
    const process = await startProcess({
      batchEndLimitMs: BATCH_END_LIMIT_MS,
      ...options,
      log: ownLog,
      store: ownStore,
      onStep,
    });
    const settled = async (): Promise<void> => {
      const end = await ownLog.end(TOPICS);
      await process.projector.waitVisible(end);
      await process.projector.waitDerived(end);
    };
    const stepped = {
      ...process,
      steps,
      caughtUp: async () => {
        await settled();
        // Poison is reported in the log: the second time its dead letters are in, too.
        await settled();
      },
    };
    processes.push(stepped);
    return stepped;
  };
  return {
    log,
    store,
    start: async (options) => {
      const ownLog = await openLog();
      handles.push(ownLog);
      return startOn(ownLog, options);
    },
    startOn,
    close: async () => {
      for (const { steps } of processes) steps.release();
      await Promise.all(processes.map((process) => process.close()));
      for (const handle of handles.toReversed()) await handle.close();
      await dropDatabases(engine.store, database);
      folder.remove();
    },
  };
}

/** Tables that one projector fills from a log in one go, to compare others with. */
export interface Reference {
  /** What tables say when one projector takes the whole of a log. */
  of(log: EventLog): Promise<Awaited<ReturnType<typeof tableContent>>>;
  close(): Promise<void>;
}

/** Opens a database of its own for them. */
export async function openReference(engine: TestStore): Promise<Reference> {
  const store = await storeOf(engine, `reference_${randomUUID().slice(0, 8)}`);
  await migrate(store);
  return {
    of: async (log) => {
      for (const { name } of REBUILT_TABLES) {
        await store.command(`TRUNCATE TABLE ${baseDatabase(store.database)}.${name}`);
      }
      await fillFromLog(log, store);
      return tableContent(store);
    },
    close: () => store.close(),
  };
}

function storeOf({ url, writer }: TestStore, database: string): Promise<Store> {
  return openStore({ url, database, ...writer, logger: silentLogger(), requestTimeoutMs: 30_000 });
}

async function dropDatabases(store: Store, database: string): Promise<void> {
  for (const name of [database, `${database}_base`]) await store.command(`DROP DATABASE ${name} SYNC`);
}
