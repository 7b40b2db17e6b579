import type { Position, RunCompletedData } from "@milepost/contracts";
import { partitionKey } from "@milepost/event-log";
import type { EventLog, Placed } from "@milepost/event-log";
import type { Jobs } from "@milepost/jobs";
import type { Clock, Lifecycle, Logger } from "@milepost/runtime";
import { createLifecycle } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { answeringFirst } from "@milepost/store/priority";
import type { FastifyPluginAsync } from "fastify";
import { createCanary } from "./canary/canary.ts";
import type { CanaryEnd } from "./canary/canary.ts";
import { personProblem } from "./alerts/person-problem.ts";
import type { AlertCommandParts } from "./alerts/say-to-alert.ts";
import { keyedTurns } from "./commands/keyed-turns.ts";
import { peoplesCommands } from "./commands/peoples-commands.ts";
import type { PeoplesCommands } from "./commands/peoples-commands.ts";
import { openDeadLetterDesk } from "./dead-letters/dead-letter-desk.ts";
import type { DeadLetterDesk, DeadLetterDeskParts } from "./dead-letters/dead-letter-desk.ts";
import { CONFLICT_PAUSE_MS, watchConflicts } from "./events/conflict-watch.ts";
import type { JudgeContext } from "./events/observation-problems.ts";
import { takeEvents } from "./events/take-events.ts";
import type { TakeEventsPorts } from "./events/take-events.ts";
import { createPlanApplier } from "./plans/apply-plan.ts";
import type { ApplyPlanParts, ApplyPlanRequest, PlanApplied } from "./plans/apply-plan.ts";
import { followPlan } from "./plans/follow-plan.ts";
import type { PlanReader } from "./plans/follow-plan.ts";
import { previewPlan } from "./plans/preview-plan.ts";
import { createFolds } from "./folds/folds.ts";
import type { Folds, FoldsParts } from "./folds/folds.ts";
import { followFolds } from "./folds/follow-folds.ts";
import { ingestRoutes } from "./routes.ts";
import type { ListedConnector } from "./routes/get-connectors.ts";
import { createConnectorRuns } from "./runs/connector-runs.ts";
import type { ConnectorRuns, RunOptions } from "./runs/connector-runs.ts";
import { followRuns } from "./runs/follow-runs.ts";
import { storedSayings } from "./runs/stored-sayings.ts";
import type { DeadLetterStep, FoldStep, RunStep } from "./steps.ts";
import type { RunReader } from "./runs/follow-runs.ts";

export interface IngestSettings {
  /** Data folder; files in its `inbox` may be read by connectors. */
  readonly dataDir: string;
  /** In a demo: how its clock is moved on, for those who are ahead of it. */
  readonly demoClockHint?: string;
}

export interface IngestParts {
  readonly log: EventLog;
  readonly store: Store;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: IngestSettings;
  /** Resolves once the tables hold everything below the position. */
  readonly waitVisible: (position: Position) => Promise<void>;
  /** Where a test ends the process. */
  readonly onDeadLetterStep?: ((step: DeadLetterStep) => void) | undefined;
  /** Told where connector runs stand; tests kill the process there. */
  readonly onRunStep?: ((step: RunStep) => void) | undefined;
  /** Told how each canary ended that this process sent. */
  readonly onCanary?: ((end: CanaryEnd) => void) | undefined;
  /** Told where folds stand; tests kill the process there. */
  readonly onFoldStep?: ((step: FoldStep) => void) | undefined;
}

/** Posted events since the start. */
export interface IngestMetrics {
  readonly accepted: number;
  readonly rejected: number;
}

/** The service that judges and appends what comes from outside. */
export interface Ingest extends PeoplesCommands {
  /** To be mounted at `/v1`. */
  readonly routes: FastifyPluginAsync;
  applyPlan(request: ApplyPlanRequest): Promise<PlanApplied>;
  /** Runs a connector and resolves with the run's end; a failed run is an answer, not an error. */
  runConnector(connector: string, options?: RunOptions): Promise<RunCompletedData>;
  /** Sends a value of Milepost's own through the whole pipeline, as every minute does by itself. */
  sendCanary(): Promise<CanaryEnd>;
  metrics(): IngestMetrics;
  close(): Promise<void>;
}

/** Composes ingest; resolves once it knows the plan and the runs that are in the log. */
export async function createIngest(parts: IngestParts): Promise<Ingest> {
  const { log, store, clock, logger, settings, waitVisible } = parts;
  const lifecycle = createLifecycle(logger);
  let onPlan: () => void = () => undefined;
  const plan: PlanReader = lifecycle.own("plan follower", await followPlan(log, () => onPlan()));
  const runs = lifecycle.own("run follower", await followRuns(log));
  const context = (): JudgeContext => ({
    kpis: plan.rules(),
    plan: plan.state(),
    now: clock.now(),
    demoClockHint: settings.demoClockHint,
  });
  const observationsVisible = async (): Promise<void> => waitVisible(await log.end(["observations"]));
  const conflicts = lifecycle.own(
    "conflict watch",
    watchConflicts({ store, logger, observationsVisible, pauseMs: CONFLICT_PAUSE_MS }),
  );
  const onAppended: TakeEventsPorts["onAppended"] = (kpis, placed) => conflicts.note(kpis, placed);
  const connectorRuns = lifecycle.own(
    "connector runs",
    createConnectorRuns({
      ...parts,
      plan,
      runs,
      context,
      onAppended,
      observationsVisible,
      ...storedSayings(store, plan),
      onStep: parts.onRunStep,
    }),
  );
  const canary = lifecycle.own("canary", await createCanary({ ...parts, onEnd: parts.onCanary }));
  const folds = await openFolds(parts, { plan, observationsVisible, onAppended, lifecycle });
  onPlan = () => {
    connectorRuns.schedule();
    folds.look();
  };
  onPlan();
  const preview: ApplyPlanParts["preview"] = (before, after) => previewPlan(before, after, parts);
  const applyPlan = createPlanApplier({ log, clock, plan, dataDir: settings.dataDir, preview });
  const commandParts = commandPartsOf(parts, plan);
  const byPeople = peoplesCommands(commandParts, answeringFirst(store), plan);
  let metrics: IngestMetrics = { accepted: 0, rejected: 0 };
  const routes = ingestRoutes({
    takeEvents: async (items) => {
      const taken = await takeEvents({ log, onAppended, context, caughtUp: () => plan.caughtUp() }, items);
      const { accepted, rejected } = metrics;
      metrics = { accepted: accepted + taken.accepted, rejected: rejected + taken.rejected };
      return taken;
    },
    applyPlan,
    ...byPeople,
    deadLetters: deskOf(parts, { ...commandParts, context, onAppended }),
    listConnectors: () => listConnectors(plan, runs, connectorRuns),
    newestRuns: (connector) => connectorRuns.newest(connector),
    run: (connector, options) => connectorRuns.run(connector, options),
    check: (connector) => connectorRuns.check(connector),
    discover: (connector) => connectorRuns.discover(connector),
    preview: (connector) => connectorRuns.preview(connector),
  });
  return {
    routes,
    applyPlan,
    runConnector: (connector, options) => connectorRuns.run(connector, options),
    ...byPeople,
    sendCanary: () => canary.send(),
    metrics: () => metrics,
    close: () => lifecycle.close(),
  };
}

interface FoldNeeds extends Pick<FoldsParts, "plan" | "observationsVisible" | "onAppended"> {
  readonly lifecycle: Lifecycle;
}

async function openFolds(parts: IngestParts, { lifecycle, ...needs }: FoldNeeds): Promise<Folds> {
  const folds = lifecycle.own("fold follower", await followFolds(parts.log));
  const { onFoldStep: onStep } = parts;
  return lifecycle.own("folds", createFolds({ ...parts, ...needs, folds, onStep }));
}

/** What every command of a person needs. */
function commandPartsOf(
  { log, clock, waitVisible }: IngestParts,
  plan: PlanReader,
): Omit<AlertCommandParts, "findAlert"> {
  return {
    log,
    clock,
    inTurn: keyedTurns(),
    visible: (placed) => waitVisible(positionAfter(placed)),
    topicVisible: async (topic) => waitVisible(await log.end([topic])),
    personProblem: (actor) => personProblem(actor, plan.state().people),
  };
}

type DeskNeeds = Pick<
  DeadLetterDeskParts,
  "visible" | "topicVisible" | "personProblem" | "context" | "onAppended"
>;

function deskOf(parts: IngestParts, needs: DeskNeeds): DeadLetterDesk {
  const { log, store, clock, onDeadLetterStep: onStep } = parts;
  return openDeadLetterDesk({ ...needs, log, store, clock, onStep });
}

async function listConnectors(
  plan: PlanReader,
  runs: RunReader,
  connectorRuns: ConnectorRuns,
): Promise<readonly ListedConnector[]> {
  await Promise.all([plan.caughtUp(), runs.caughtUp()]);
  return Promise.all(
    [...plan.state().connectors.values()].map(async ({ id, definition }) => ({
      id,
      definition,
      running: await connectorRuns.isRunning(id),
      lastRun: runs.newest(id)[0] ?? null,
    })),
  );
}

function positionAfter(placed: readonly Placed[]): Position {
  return Object.fromEntries(placed.map((place) => [partitionKey(place), place.offset + 1]));
}
