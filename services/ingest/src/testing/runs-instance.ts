import type { EventLog } from "@milepost/event-log";
import type { Jobs } from "@milepost/jobs";
import { silentLogger } from "@milepost/runtime";
import type { Clock } from "@milepost/runtime";
import { followPlan } from "../plans/follow-plan.ts";
import type { PlanReader } from "../plans/follow-plan.ts";
import { createConnectorRuns } from "../runs/connector-runs.ts";
import type { ConnectorRuns, ConnectorRunsParts } from "../runs/connector-runs.ts";
import { followRuns } from "../runs/follow-runs.ts";
import { kpisInLog, valuesInLog } from "./values-in-log.ts";

/** An instance of ingest, as far as connector runs go; what sources said last is read from the log. */
export interface RunsInstance {
  readonly runs: ConnectorRuns;
  readonly plan: PlanReader;
  /** Ids of the schedules that the queue holds. */
  readonly scheduled: () => Promise<readonly string[]>;
  /** Closes everything that was opened, the jobs included. */
  close(): Promise<void>;
}

export interface RunsInstanceParts {
  readonly log: EventLog;
  readonly jobs: Jobs;
  readonly clock: Clock;
  /** Differences from what is usual. */
  readonly more?: Partial<ConnectorRunsParts>;
}

/** Opens an instance over a log. */
export async function openRunsInstance({
  log,
  jobs,
  clock,
  more = {},
}: RunsInstanceParts): Promise<RunsInstance> {
  const looked = watched(jobs);
  let onPlan = (): void => undefined;
  const plan = await followPlan(log, () => onPlan());
  const follower = await followRuns(log);
  const runs = createConnectorRuns({
    log,
    clock,
    jobs: looked.jobs,
    plan,
    runs: follower,
    logger: silentLogger(),
    readLastValues: valuesInLog(log),
    readFedKpis: kpisInLog(log),
    observationsVisible: async () => undefined,
    onAppended: () => undefined,
    context: () => ({ kpis: plan.rules(), now: clock.now() }),
    ...more,
  });
  onPlan = () => runs.schedule();
  const close = async (): Promise<void> => {
    await runs.close();
    await Promise.all([jobs.close(), plan.close(), follower.close()]);
  };
  return { runs, plan, scheduled: looked.scheduled, close };
}

/** Jobs whose only queue can be looked into. */
function watched(jobs: Jobs): Pick<RunsInstance, "scheduled"> & { readonly jobs: Jobs } {
  let scheduled: () => Promise<readonly string[]> = async () => [];
  const register: Jobs["register"] = (handler) => {
    const queue = jobs.register(handler);
    scheduled = () => queue.scheduled();
    return queue as never;
  };
  return { jobs: { ...jobs, register }, scheduled: () => scheduled() };
}
