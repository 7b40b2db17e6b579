import type { Connector, RunCompletedData } from "@milepost/contracts";
import type { Check, Discovery, PullContext, SourceConnector } from "@milepost/connectors";
import { openConnector } from "@milepost/connectors/open-connector";
import type { Jobs } from "@milepost/jobs";
import type { PlanState } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import type { JudgeContext } from "../events/observation-problems.ts";
import { kpiCatalog } from "./kpi-catalog.ts";
import { previewRun } from "./preview-run.ts";
import type { RunPreview } from "./preview-run.ts";
import { runOnce } from "./run-once.ts";
import type { RunMode, RunParts } from "./run-once.ts";
import { keepSchedule } from "./schedule.ts";

/** How a run is asked for. */
export interface RunOptions {
  readonly mode?: RunMode | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** Runs connectors as jobs: one run a connector at a time, whatever the number of instances. */
export interface ConnectorRuns {
  /** Resolves with the run's end; a run that fails is an answer too. */
  run(connector: string, options?: RunOptions): Promise<RunCompletedData>;
  /** Whether a run is under way, in whichever instance. */
  isRunning(connector: string): Promise<boolean>;
  /** Newest first. */
  newest(connector: string): Promise<readonly RunCompletedData[]>;
  check(connector: string): Promise<readonly Check[]>;
  discover(connector: string): Promise<Discovery>;
  /** What a run would append, without appending it. */
  preview(connector: string): Promise<RunPreview>;
  /** Schedules soon what the plan wants to be run again and again; a connector that is new to the schedule runs at once. */
  schedule(): void;
  /** Stops runs that are under way here; another instance or the next start goes on with them. */
  close(): Promise<void>;
}

export interface ConnectorRunsParts extends RunParts {
  readonly jobs: Jobs;
  readonly plan: { state(): PlanState; caughtUp(): Promise<void> };
  readonly context: () => JudgeContext;
  /** How often schedules are set again, in milliseconds; default a minute. */
  readonly reassertMs?: number;
}

/** What a job is asked for; the connector is its owner. */
interface RunJob extends RunOptions {
  readonly connector: string;
}

/** What a job tells: callers of any instance find the run itself in the log. */
interface RunTold {
  readonly run: string;
}

/** Tries of a run that our own parts kept from its end; what the source refused is an end, and told at once. */
const ATTEMPTS = 20;

/** Opens the runner; its queue is `connector-run`. */
export function createConnectorRuns(parts: ConnectorRunsParts): ConnectorRuns {
  const closing = new AbortController();
  const queue = parts.jobs.register<RunJob, RunTold>({
    name: "connector-run",
    keyOf: ({ connector }) => connector,
    // Who asks for the same while a run waits is told of that one; a command of its own key leaves its own trace.
    identityOf: ({ connector, mode = "pull", idempotencyKey = "" }) =>
      JSON.stringify([connector, mode, idempotencyKey]),
    attempts: ATTEMPTS,
    run: async (job, signal) => ({ run: (await runJob(job, signal, parts)).run }),
  });
  const schedule = keepSchedule({ ...parts, queue, jobOf: (connector): RunJob => ({ connector }) });
  return {
    run: async (connector, options = {}) => {
      await definitionOf(connector, parts);
      const { result } = await queue.add({ connector, ...options });
      const { run } = await result;
      return runOf({ connector, run, idempotencyKey: options.idempotencyKey }, parts);
    },
    isRunning: (connector) => queue.isRunning(connector),
    newest: async (connector) => {
      await Promise.all([definitionOf(connector, parts), parts.runs.caughtUp()]);
      return parts.runs.newest(connector);
    },
    ...looksAt(parts, closing.signal),
    schedule: () => schedule.follow(),
    close: async () => {
      closing.abort();
      await schedule.close();
      await queue.close();
    },
  };
}

/** The run that a job told of, as the log tells it. */
async function runOf(
  { connector, run, idempotencyKey }: RunTold & Pick<RunJob, "connector" | "idempotencyKey">,
  { runs }: ConnectorRunsParts,
): Promise<RunCompletedData> {
  await runs.caughtUp();
  const keyed = idempotencyKey === undefined ? undefined : await runs.byKey(connector, idempotencyKey);
  const found = [keyed, ...runs.newest(connector)].find((one) => one?.run === run);
  if (found !== undefined) return found;
  throw new MilepostError(
    "not_found",
    `Run "${run}" is over and so many came after it that only the tables know it`,
  );
}

async function runJob(
  { connector, mode = "pull", idempotencyKey }: RunJob,
  signal: AbortSignal,
  parts: ConnectorRunsParts,
): Promise<RunCompletedData> {
  const definition = await definitionOf(connector, parts);
  await parts.runs.caughtUp();
  const before = idempotencyKey === undefined ? undefined : await parts.runs.byKey(connector, idempotencyKey);
  if (before !== undefined) return before;
  return runOnce({ connector, definition, mode, idempotencyKey, context: parts.context(), signal }, parts);
}

function looksAt(
  parts: ConnectorRunsParts,
  signal: AbortSignal,
): Pick<ConnectorRuns, "check" | "discover" | "preview"> {
  const pullContext = (): PullContext => {
    const { now, kpis } = parts.context();
    return { now, catalog: kpiCatalog(kpis), signal };
  };
  const open = async (connector: string): Promise<SourceConnector> =>
    openConnector(await definitionOf(connector, parts));
  return {
    check: async (connector) => (await open(connector)).check(pullContext()),
    discover: async (connector) => (await open(connector)).discover(pullContext()),
    preview: async (connector) => {
      const definition = await definitionOf(connector, parts);
      await parts.observationsVisible();
      const { readLastValues, readFedKpis } = parts;
      return previewRun({
        connector,
        definition,
        context: parts.context(),
        signal,
        readLastValues,
        readFedKpis,
      });
    },
  };
}

async function definitionOf(connector: string, { plan }: ConnectorRunsParts): Promise<Connector> {
  await plan.caughtUp();
  const defined = plan.state().connectors.get(connector);
  if (defined !== undefined) return defined.definition;
  throw new MilepostError("not_found", `There is no connector "${connector}"; GET /v1/connectors lists them`);
}
