import type { DefinitionKind, MilepostEvent, Position, Topic } from "@milepost/contracts";
import type { EventLog, NewRecord } from "@milepost/event-log";
import { followTopic } from "@milepost/event-log";
import type { People, PlanState, StrategyEvent } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import type { NewestArrivalRow } from "@milepost/store/queries/newest-arrivals";
import type { ValueSourcesRow } from "@milepost/store/queries/value-sources";
import type { DeliveryState } from "./delivery/delivery-state.ts";
import { createFollowed } from "./followed.ts";
import { leadLinks, linkedKpis } from "./leads/lead-links.ts";
import type { LeadState } from "./leads/lead-state.ts";
import type { Ledger } from "./ledger.ts";
import type { ReviewState } from "./reviews/review-state.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { measuredGoals } from "./measured-goal.ts";
import { observationsOf, STRATEGY } from "./places.ts";
import { readSources } from "./read-sources.ts";
import type { SourcesWanted } from "./read-sources.ts";
import { createValueReader } from "./read-values.ts";
import type { Reading } from "./series-reading.ts";
import { changesIn, lookedAt } from "./stale.ts";
import type { Change } from "./stale.ts";
import type { GoalEvents } from "./silence/goal-events.ts";
import { readArrivals } from "./silence/read-arrivals.ts";

const INPUT_TOPICS: readonly Topic[] = ["observations", "strategy", "assessments"];
/** Consumer group whose commits say which inputs a completed round covered. */
export const PREDICT_GROUP = "predict";
const ACTOR = "milepost:predict";
const SOURCE = "//milepost/predict";

export interface DeploymentParts {
  readonly log: EventLog;
  readonly store: Store;
  readonly clock: Clock;
  /** Resolves once everything below a position can be queried. */
  readonly waitVisible: (position: Position) => Promise<void>;
  /** Assessments of a period that are kept; more are needed only to make old ones again. */
  readonly kept?: number;
  /** By which version of the model goals are assessed; default: today's. */
  readonly modelVersion?: string | undefined;
}

/** The plan as it stood below an offset of the strategy topic, with the goals that it measures. */
export interface PlanAt {
  readonly plan: PlanState;
  readonly goals: readonly MeasuredGoal[];
  goal(id: string): MeasuredGoal | undefined;
  /** The KPIs that the goals' assessments and the tests of declared links look at. */
  readonly lookedAt: ReadonlySet<string>;
}

/** An event's type, id, key and data, before the log's envelope. */
export interface News {
  readonly type: MilepostEvent["type"];
  readonly id: string;
  readonly key: string;
  readonly data: MilepostEvent["data"];
}

/** What predict sees of a deployment, and the one place where it writes: the log. */
export interface Deployment {
  readonly ledger: Ledger;
  /** Who was told what, by everything that stood in the log at the last `catchUp`. */
  readonly deliveries: DeliveryState;
  /** The tests of declared links. */
  readonly leads: LeadState;
  /** What was reported of the world outside, and the reviews that it opened. */
  readonly reviews: ReviewState;
  /** When something last happened about each goal, beside its values, and silences. */
  readonly goalEvents: GoalEvents;
  /** Who is who. */
  people(): People;
  /** Calls the listener soon after anything that it follows was appended; returns what ends it. */
  onNews(listener: () => void): () => void;
  /** The plan with everything that stood in the log at the last `catchUp`. */
  planNow(): PlanAt;
  planBelow(position: Position): PlanAt;
  /** All that the plan ever said of one object, with its places in the strategy topic. */
  planAbout(kind: DefinitionKind, id: string): readonly StrategyEvent[];
  /** The position with the plan as it stands now; the same one, where nothing of the plan changed since. */
  withPlanNow(position: Position): Position;
  /** How often the plan was changed below a position. */
  planChanges(position: Position): number;
  catchUp(): Promise<void>;
  /** The offset vector that is visible from now on. */
  position(): Promise<Position>;
  /** Resolves once everything below a position is visible and in the ledger, whoever appended it. */
  reach(position: Position): Promise<void>;
  /** The values of some KPIs that could be known at an instant (epoch milliseconds), below a position. */
  reading(asOf: number, position: Position, kpis: ReadonlySet<string>): Promise<Reading>;
  /** When something last arrived in each series of some KPIs, below a position. */
  newestArrivals(kpis: ReadonlySet<string>, position: Position): Promise<readonly NewestArrivalRow[]>;
  /** Where the actual values of some KPIs in some periods come from, known by then and below a position. */
  sources(wanted: SourcesWanted): Promise<readonly ValueSourcesRow[]>;
  /**
   * The actual and planned values of KPIs that the plan's goals and links look at, which arrived below a position: from what the last completed
   * round of any instance covered, or from an earlier position.
   */
  changesBelow(position: Position, earlier?: Position): Promise<readonly Change[]>;
  /**
   * Appends events stamped with the clock; they are in the ledger when it resolves. Rejects once this is closed: what a
   * job that outlived its service still wants to say, another one may have said by then.
   */
  append(news: readonly News[]): Promise<void>;
  close(): Promise<void>;
}

/** Follows plan and assessments of a deployment in memory. */
export async function openDeployment({
  log,
  store,
  clock,
  waitVisible,
  kept,
  modelVersion,
}: DeploymentParts): Promise<Deployment> {
  const followed = createFollowed(kept, modelVersion);
  const { ledger, deliveries, leads, reviews, goalEvents, strategy } = followed;
  const read = createValueReader(store);
  let last: PlanAt | undefined;
  let closed = false;
  const below = (offset: number): PlanAt => {
    const plan = strategy.below(offset);
    if (last?.plan !== plan) last = planAt(plan);
    return last;
  };
  const follower = await followTopic(log, {
    topics: ["strategy", "assessments", "people"],
    onEvents: followed.take,
  });
  ledger.turns.opened();
  const reach = async (position: Position): Promise<void> => {
    await waitVisible(observationsOf(position));
    await follower.caughtUp();
  };
  return {
    ledger,
    deliveries,
    leads,
    reviews,
    goalEvents,
    people: followed.people,
    onNews: followed.onNews,
    planNow: () => below(Number.POSITIVE_INFINITY),
    planBelow: (position) => below(position[STRATEGY] ?? 0),
    planAbout: (kind, id) => strategy.about(kind, id),
    withPlanNow: (position) => ({ ...position, [STRATEGY]: strategy.reaching(position[STRATEGY] ?? 0) }),
    planChanges: (position) => strategy.changesBelow(position[STRATEGY] ?? 0),
    catchUp: () => follower.caughtUp(),
    position: async () => {
      const position = await log.end(INPUT_TOPICS);
      await reach(position);
      return position;
    },
    reach,
    reading: (asOf, position, kpis) => read({ kpis, asOf, position, planAt: below(position[STRATEGY] ?? 0) }),
    newestArrivals: (kpis, position) => readArrivals(store, kpis, position),
    sources: (wanted) => readSources(store, wanted, below(wanted.position[STRATEGY] ?? 0).plan),
    changesBelow: (position, earlier) =>
      readChanges(log, { position, earlier, kpis: below(Number.POSITIVE_INFINITY).lookedAt }),
    append: async (news) => {
      if (news.length === 0) return;
      if (closed) throw new MilepostError("aborted", "Milepost is closing", { retryable: true });
      await log.append(news.map((one) => recordOf(one, new Date(clock.now()).toISOString())));
      await follower.caughtUp();
    },
    close: () => {
      closed = true;
      return follower.close();
    },
  };
}

interface ChangesWanted {
  readonly position: Position;
  readonly earlier: Position | undefined;
  readonly kpis: ReadonlySet<string>;
}

/** The changes of some KPIs since what the last completed round covered, or since an earlier position. */
async function readChanges(
  log: EventLog,
  { position, earlier, kpis }: ChangesWanted,
): Promise<readonly Change[]> {
  const covered = await log.committed(PREDICT_GROUP, ["observations"]);
  const changes: Change[] = [];
  for (const [place, offset] of Object.entries(covered)) {
    const partition = Number(place.slice(place.lastIndexOf("/") + 1));
    const from = Math.min(offset, earlier?.[place] ?? offset);
    const range = { topic: "observations", partition, from, to: position[place] ?? 0 } as const;
    for await (const records of log.read(range)) changes.push(...changesIn(records, kpis));
  }
  return changes;
}

function recordOf({ type, id, key, data }: News, now: string): NewRecord {
  const stamps = { time: now, recordedtime: now, actor: ACTOR };
  const event = { specversion: "1.0", id, source: SOURCE, type, subject: key, ...stamps, data };
  return { topic: "assessments", key, event: event as MilepostEvent };
}

function planAt(plan: PlanState): PlanAt {
  const goals = measuredGoals(plan);
  const byId = new Map(goals.map((measured) => [measured.id, measured]));
  return {
    plan,
    goals,
    goal: (id) => byId.get(id),
    lookedAt: new Set([...lookedAt(goals), ...linkedKpis(leadLinks(plan))]),
  };
}
