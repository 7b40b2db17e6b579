import type { Position } from "@milepost/contracts";
import { lastCompletePeriod } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { Clock, Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import type { FastifyPluginAsync } from "fastify";
import { registerAssessmentsRoute } from "./assessments-route.ts";
import type { Deployment } from "./deployment.ts";
import { openDeployment } from "./deployment.ts";
import type { Outcome } from "./outcome.ts";
import { createPredictor } from "./predict.ts";
import type { Predictor, Report, Throughput } from "./predict.ts";
import { watchInputs } from "./watch-inputs.ts";

export interface PredictOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Resolves once everything below a position can be queried. */
  readonly waitVisible: (position: Position) => Promise<void>;
}

/** The predictor: assesses goals, closes them, raises alerts; it writes only to the log. */
export interface Predict {
  /**
   * Assesses every open goal at its last complete period, after the same-horizon backtests that it is calibrated on;
   * closes goals that are over and settles alerts. Doing it again appends nothing. From the first call on, goals are
   * assessed again by themselves when what they rest on changes and when a period is complete.
   */
  assessNow(report?: Report): Promise<Outcome>;
  /** Assesses all the rest of the past; ends after the goal under way when the signal says so. */
  fillHistory(report?: Report, signal?: AbortSignal): Promise<void>;
  /** `POST /assessments`. */
  readonly routes: FastifyPluginAsync;
  /** Assessments made since the start, and the seconds that they took. */
  metrics(): Throughput;
  close(): Promise<void>;
}

/** Builds the service; it reads the log from the first call on. */
export function createPredict(options: PredictOptions): Predict {
  let opened: Promise<{ deployment: Deployment; predictor: Predictor }> | undefined;
  let watching: { close(): Promise<void> } | undefined;
  let throughput = (): Throughput => ({ assessments: 0, seconds: 0 });
  let filledOnce = false;
  let closed = false;
  const open = (): NonNullable<typeof opened> =>
    (opened ??= openDeployment(options).then((deployment) => {
      const predictor = createPredictor(deployment, options.clock);
      throughput = () => predictor.throughput();
      return { deployment, predictor };
    }));

  const reassess = async (predictor: Predictor): Promise<void> => {
    await predictor.assessNow();
    if (filledOnce) await predictor.fillHistory();
  };
  const assessNow = async (report?: Report): Promise<Outcome> => {
    const { deployment, predictor } = await open();
    const outcome = await predictor.assessNow(report);
    if (!closed) {
      watching ??= watchInputs({
        ...options,
        take: (records) => predictor.take(records),
        periods: () => completePeriods(deployment, options.clock.now()),
        reassess: () => reassess(predictor),
      });
    }
    return outcome;
  };
  return {
    assessNow,
    fillHistory: async (report, signal) => {
      const { predictor } = await open();
      await predictor.fillHistory(report, signal);
      if (signal?.aborted !== true) filledOnce = true;
    },
    routes: async (app) => registerAssessmentsRoute(app, () => assessNow()),
    metrics: () => throughput(),
    close: async () => {
      closed = true;
      if (opened === undefined) return;
      const { deployment, predictor } = await opened;
      await predictor.stop();
      await watching?.close();
      await deployment.close();
    },
  };
}

/** The last complete periods of the plan's grains and time zones; a demo's clock moves by hand, and says so itself. */
function completePeriods(deployment: Deployment, now: number): string {
  const { plan, goals } = deployment.planNow();
  if (plan.clock !== null) return "";
  const places = new Map(
    goals.map(({ kpi, timeZone }) => [`${kpi.grain} ${timeZone}`, { grain: kpi.grain, timeZone }]),
  );
  return [...places.values()]
    .map(({ grain, timeZone }) => lastCompletePeriod(now, grain, timeZone).label)
    .join(" ");
}
