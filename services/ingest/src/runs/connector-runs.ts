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
import { createSchedule } from "./schedule.ts";
import { createWaiters } from "./waiters.ts";

/** How a run is asked for. */
export interface RunOptions {
  readonly mode?: RunMode | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** Runs connectors as jobs: one run a connector at a time. */
export interface ConnectorRuns {
  /** Resolves with the run's end; a run that fails is an answer too. */
  run(connector: string, options?: RunOptions): Promise<RunCompletedData>;
  isRunning(connector: string): boolean;
  /** Newest first. */
  newest(connector: string): Promise<readonly RunCompletedData[]>;
  check(connector: string): Promise<readonly Check[]>;
  discover(connector: string): Promise<Discovery>;
  /** What a run would append, without appending it. */
  preview(connector: string): Promise<RunPreview>;
  /** Schedules what the plan wants to be run again and again; a connector that is new to the schedule runs at once. */
  schedule(state: PlanState): void;
  /** Stops runs that are under way; they go on with the next start. */
  close(): Promise<void>;
}

export interface ConnectorRunsParts extends RunParts {
  readonly jobs: Jobs;
  readonly plan: { state(): PlanState; caughtUp(): Promise<void> };
  readonly context: () => JudgeContext;
}

interface RunJob extends RunOptions {
  readonly connector: string;
}

/** Opens the runner; its queue is `connector-run`. */
export function createConnectorRuns(parts: ConnectorRunsParts): ConnectorRuns {
  const closing = new AbortController();
  const waiters = createWaiters<RunCompletedData>();
  const running = new Map<string, Promise<unknown>>();
  const queue = parts.jobs.register<RunJob>({
    name: "connector-run",
    keyOf: ({ connector }) => connector,
    // The next run does what a failed one left; the caller is told at once.
    attempts: 1,
    run: async (job, signal) => {
      const both = AbortSignal.any([signal, closing.signal]);
      const work = waiters.settle(job.connector, runJob(job, both, parts));
      running.set(job.connector, work);
      await work.finally(() => running.delete(job.connector));
    },
  });
  const schedule = createSchedule(queue, (connector) => ({ connector }));
  return {
    run: async (connector, options = {}) => {
      await definitionOf(connector, parts);
      const end = waiters.wait(connector);
      await queue.add({ connector, ...options });
      return end;
    },
    isRunning: (connector) => running.has(connector),
    newest: async (connector) => {
      await Promise.all([definitionOf(connector, parts), parts.runs.caughtUp()]);
      return parts.runs.newest(connector);
    },
    ...looksAt(parts, closing.signal),
    schedule: (state) => schedule.follow(state),
    close: async () => {
      closing.abort();
      waiters.rejectAll(new MilepostError("aborted", "Milepost is closing"));
      await Promise.allSettled(running.values());
    },
  };
}

async function runJob(
  { connector, mode = "pull", idempotencyKey }: RunJob,
  signal: AbortSignal,
  parts: ConnectorRunsParts,
): Promise<RunCompletedData> {
  const definition = await definitionOf(connector, parts);
  await parts.runs.caughtUp();
  const before = idempotencyKey === undefined ? undefined : parts.runs.byKey(connector, idempotencyKey);
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
      const { readLastValues } = parts;
      return previewRun({ connector, definition, context: parts.context(), signal, readLastValues });
    },
  };
}

async function definitionOf(connector: string, { plan }: ConnectorRunsParts): Promise<Connector> {
  await plan.caughtUp();
  const defined = plan.state().connectors.get(connector);
  if (defined !== undefined) return defined.definition;
  throw new MilepostError("not_found", `There is no connector "${connector}"; GET /v1/connectors lists them`);
}
