import { openChannel } from "@milepost/channels/open-channel";
import type { Position } from "@milepost/contracts";
import { lastCompletePeriod } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { Jobs } from "@milepost/jobs";
import type { Clock, Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { inBackground } from "@milepost/store/priority";
import type { FastifyPluginAsync } from "fastify";
import { registerAlertReplaysRoute } from "./alert-replays-route.ts";
import { rememberReplays } from "./alerts/remembered-replays.ts";
import type { ReplayAsked, SettingReplayed } from "./alerts/replay-setting.ts";
import { registerAssessmentsRoute } from "./assessments-route.ts";
import { createDelivery } from "./delivery/delivery.ts";
import type { Delivery } from "./delivery/delivery.ts";
import type { DeliverySettings } from "./delivery/delivery-parts.ts";
import type { Deployment } from "./deployment.ts";
import { openDeployment } from "./deployment.ts";
import { leadLinks } from "./leads/lead-links.ts";
import type { Outcome } from "./outcome.ts";
import { createPredictor } from "./predict.ts";
import type { Report, Throughput } from "./predict.ts";
import { isStepDue } from "./rounds.ts";
import type { PredictSteps } from "./steps.ts";
import { keepReviews } from "./reviews/reviews.ts";
import { keepSilences } from "./silence/keep-silences.ts";
import { watchInputs } from "./watch-inputs.ts";

/** What the predictor works with; it tells where its work stands, and tests kill the process there. */
export interface PredictOptions extends PredictSteps {
  readonly log: EventLog;
  readonly store: Store;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Resolves once everything below a position can be queried. */
  readonly waitVisible: (position: Position) => Promise<void>;
  /** By which version of the model goals are assessed; default: today's. */
  readonly modelVersion?: string | undefined;
  /** How people are told beyond the page; absent: they are not. */
  readonly delivery?: DeliverySettings;
}

/** The predictor: assesses goals, closes them, raises alerts; it writes only to the log. */
export interface Predict {
  /**
   * Assesses every open goal at its last complete period, after the same-horizon backtests that it is calibrated on;
   * closes goals that are over and settles alerts. Doing it again appends nothing. From the first call on, goals are
   * assessed again by themselves when what they rest on changes and when a period is complete. Any instance may do the
   * work; progress is reported of what is done here.
   */
  assessNow(report?: Report): Promise<Outcome>;
  /** Assesses all the rest of the past; resolves early when the signal says so, and the work goes on until `close`. */
  fillHistory(report?: Report, signal?: AbortSignal): Promise<void>;
  /** `POST /assessments`, `POST /alert-replays`, and what belongs to channels. */
  readonly routes: FastifyPluginAsync;
  /** What another setting of alerts would have told in a time that is past; nothing is sent or written. */
  readonly replay: (asked: ReplayAsked) => Promise<SettingReplayed>;
  /** What belongs to channels; undefined: people are told by the page alone. */
  readonly delivery: Pick<Delivery, "channels" | "test"> | undefined;
  /** Assessments made since the start, and the seconds that they took. */
  metrics(): Throughput;
  close(): Promise<void>;
}

/** Builds the service and works on its jobs from now on; it reads the log from the first one on, with deliveries at once. */
export function createPredict(options: PredictOptions): Predict {
  let opened: Promise<Deployment> | undefined;
  let watching: { close(): Promise<void> } | undefined;
  let filledOnce = false;
  let closed = false;
  const open = (): Promise<Deployment> => {
    opened ??= openDeployment({ ...options, store: inBackground(options.store) }).catch((error: unknown) => {
      // A log that is away now may be there for the next job.
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const predictor = createPredictor({ ...options, open });
  const { delivery: settings, jobs, logger } = options;
  const delivery =
    settings === undefined
      ? undefined
      : createDelivery({ open, jobs, logger, openChannel: settings.openChannel ?? openChannel, settings });
  const kept = { open, jobs, logger, clock: options.clock };
  const keepers = [keepReviews({ ...kept, onStep: options.onReviewStep }), keepSilences(kept)];
  const replay = rememberReplays({ open, now: () => options.clock.now() });

  const reassess = async (): Promise<Position> => {
    const { covered } = await predictor.assessNow();
    if (filledOnce) await predictor.fillHistory();
    return covered;
  };
  const assessNow = async (report?: Report): Promise<Outcome> => {
    const began = options.clock.now();
    const { outcome, covered } = await predictor.assessNow(report);
    const deployment = await open();
    if (!closed) {
      const periodsAt = (now: number): string => completePeriods(deployment, now);
      watching ??= watchInputs({
        ...options,
        deployment,
        covered,
        // A period that completed while the first round went on is a new one.
        seen: periodsAt(began),
        periods: () => periodsAt(options.clock.now()),
        reassess,
        // What is left to fill in is looked through once the past was assessed here.
        overtaken: () => (filledOnce ? deployment.ledger.turns.overtaken() : 0),
        isStepDue: () => isStepDue(deployment, options.clock.now()),
        settle: () => predictor.settle(),
      });
    }
    return outcome;
  };
  return {
    assessNow,
    fillHistory: async (report, signal) => {
      await predictor.fillHistory(report, signal);
      if (signal?.aborted !== true) filledOnce = true;
    },
    routes: async (app) => {
      registerAssessmentsRoute(app, () => assessNow());
      registerAlertReplaysRoute(app, replay);
      if (delivery !== undefined) await app.register(delivery.routes);
    },
    replay,
    delivery,
    metrics: () => predictor.throughput(),
    close: async () => {
      closed = true;
      for (const keeper of keepers) await keeper.close();
      await delivery?.close();
      await predictor.close();
      await watching?.close();
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}

/** The last complete periods of the plan's grains and time zones; a demo's clock moves by hand, and says so itself. */
function completePeriods(deployment: Deployment, now: number): string {
  const { plan, goals } = deployment.planNow();
  if (plan.clock !== null) return "";
  const ends = leadLinks(plan).flatMap(({ lead, follower }) => [lead, follower]);
  const all = [
    ...goals.map(({ kpi, timeZone }) => ({ grain: kpi.grain, timeZone })),
    ...ends.map(({ base, timeZone }) => ({ grain: base.grain, timeZone })),
  ];
  const places = new Map(all.map((place) => [`${place.grain} ${place.timeZone}`, place]));
  return [...places.values()]
    .map(({ grain, timeZone }) => lastCompletePeriod(now, grain, timeZone).label)
    .join(" ");
}
