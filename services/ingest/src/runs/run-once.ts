import { connectorSource } from "@milepost/contracts";
import type { Connector, RunCompletedData } from "@milepost/contracts";
import { runIdOf } from "@milepost/connectors/reading-identity";
import type { EventLog } from "@milepost/event-log";
import type { Clock, Logger } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import { kpisOf } from "../events/take-events.ts";
import type { TakeEventsPorts } from "../events/take-events.ts";
import type { JudgeContext } from "../events/observation-problems.ts";
import type { RunStep } from "../steps.ts";
import type { ReadFedKpis, ReadLastValues } from "./last-values.ts";
import type { RunReader } from "./follow-runs.ts";
import { openCounts, pullConnector } from "./pull-connector.ts";
import { withinEvent } from "./within-event.ts";
import type { RunOutcome } from "./within-event.ts";

export type RunMode = RunCompletedData["mode"];

export interface RunParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly runs: RunReader;
  readonly logger: Logger;
  readonly readLastValues: ReadLastValues;
  readonly readFedKpis: ReadFedKpis;
  /** Told which KPIs got new records, and where they stand. */
  readonly onAppended: TakeEventsPorts["onAppended"];
  /** Resolves once everything below the end of the observations is in the tables. */
  readonly observationsVisible: () => Promise<void>;
  /** Told where the run stands. */
  readonly onStep?: ((step: RunStep) => void) | undefined;
}

export interface RunRequest {
  readonly connector: string;
  readonly definition: Connector;
  readonly mode: RunMode;
  readonly idempotencyKey?: string | undefined;
  readonly context: JudgeContext;
  readonly signal: AbortSignal;
}

/**
 * Runs a connector once. Rows are appended first and the run's end after them, so a run that was killed left no end: the
 * next one takes its number, repeats its event ids, and finds what it wrote as said already. A run whose owner was taken
 * for dead, and that goes on beside the one in its place, repeats the same ids too: no number changes by it.
 */
export async function runOnce(request: RunRequest, parts: RunParts): Promise<RunCompletedData> {
  const { connector, mode, idempotencyKey } = request;
  await parts.runs.caughtUp();
  const run = runIdOf(connector, parts.runs.completed(connector) + 1);
  parts.onStep?.("run-started");
  const startedAt = new Date(parts.clock.now()).toISOString();
  const outcome = await pullOrFail(run, request, parts);
  const data: RunCompletedData = {
    run,
    connector,
    mode,
    startedAt,
    finishedAt: new Date(parts.clock.now()).toISOString(),
    ...withinEvent(outcome),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  parts.onStep?.("run-appending");
  await parts.runs.caughtUp();
  const told = parts.runs.newest(connector).find((one) => one.run === run);
  if (told !== undefined) return told;
  await appendRun(data, parts);
  parts.onStep?.("run-appended");
  return data;
}

async function pullOrFail(
  run: string,
  { connector, definition, mode, context, signal }: RunRequest,
  parts: RunParts,
): Promise<RunOutcome> {
  const { log, runs, readLastValues, readFedKpis, observationsVisible, onAppended, onStep } = parts;
  const counts = openCounts();
  try {
    await observationsVisible();
    const take = async (records: Parameters<EventLog["append"]>[0]): Promise<void> => {
      // Another owner may have taken over meanwhile.
      signal.throwIfAborted();
      onAppended(kpisOf(records), await log.append(records));
      onStep?.("batch-appended");
    };
    const origin = { connector, run };
    await pullConnector({
      origin,
      definition: asPublished(definition, mode),
      context,
      signal,
      readLastValues,
      readFedKpis,
      take,
      counts,
    });
    const read = counts.read();
    if (read.rowsRead === 0) refuseEmptied(runs.newestUnfailed(connector));
    return { ...read, status: read.problemCount > 0 ? "succeeded_with_problems" : "succeeded" };
  } catch (error) {
    // Nobody asked for an end, or the log itself is away: the run is open and the next one goes on with it.
    if (signal.aborted) throw error;
    if (error instanceof MilepostError && isOurs(error)) throw error;
    return { ...counts.read(), status: "failed", failure: failureOf(error, connector, parts) };
  }
}

/** What nobody foresaw ends the run as well: without an end, the list would go on showing the run before it. */
function failureOf(error: unknown, connector: string, { logger }: RunParts): RunCompletedData["failure"] {
  if (error instanceof MilepostError) {
    const { code, message, retryable } = error;
    return { code, message, retryable };
  }
  logger.error({ err: error, connector }, "a connector run broke");
  const cause = error instanceof Error ? error.message : String(error);
  const message = `The run broke inside Milepost (${cause}); the log of the service says where`;
  return { code: "run_broke", message, retryable: false };
}

/** A source that had rows and has none was emptied, or is being written: that is no success, and nothing was said. */
function refuseEmptied(before: RunCompletedData | undefined): void {
  if (before === undefined || before.rowsRead === 0) return;
  const message = `The source has no rows, and ${before.run} read ${before.rowsRead}: put its rows back, or take the connector out of the plan`;
  throw new MilepostError("connector_config", message, { retryable: true });
}

/** What a backfill brings was published when its periods were over, not when it is read now. */
function asPublished(definition: Connector, mode: RunMode): Connector {
  return mode === "backfill" ? { ...definition, knownAt: "period-end" } : definition;
}

function isOurs({ code }: MilepostError): boolean {
  return (
    code.startsWith("log_") || code.startsWith("clickhouse_") || code === "aborted" || code === "timeout"
  );
}

async function appendRun(data: RunCompletedData, { log, runs }: RunParts): Promise<void> {
  await log.append([
    {
      topic: "runs",
      key: data.connector,
      event: {
        specversion: "1.0",
        id: data.run,
        source: connectorSource(data.connector),
        type: "milepost.run.completed.v1",
        subject: data.connector,
        time: data.finishedAt,
        actor: `connector:${data.connector}`,
        recordedtime: data.finishedAt,
        data,
      },
    },
  ]);
  await runs.caughtUp();
}
