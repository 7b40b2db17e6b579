import type { MilepostEvent, Position, Topic } from "@milepost/contracts";
import type { EventLog, NewRecord } from "@milepost/event-log";
import { followTopic } from "@milepost/event-log";
import { changedVersions, createPlanHistory } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { valuesAsOf } from "@milepost/store/queries/values-as-of";
import type { Ledger } from "./ledger.ts";
import { createLedger } from "./ledger.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { measuredGoals } from "./measured-goal.ts";
import type { Reading } from "./series-reading.ts";
import { readingOf } from "./series-reading.ts";
import { changesIn, lookedAt } from "./stale.ts";
import type { Change } from "./stale.ts";

const INPUT_TOPICS: readonly Topic[] = ["observations", "strategy", "assessments"];
const STRATEGY = "strategy/0";
/** Place of the assessments topic in a position. */
export const ASSESSMENTS = "assessments/0";
/** Consumer group whose commits say which inputs a completed round covered. */
export const PREDICT_GROUP = "predict";
/** Readings that are kept; each may hold every value there is. */
const MAX_READINGS = 2;
const ACTOR = "milepost:predict";
const SOURCE = "//milepost/predict";

export interface DeploymentParts {
  readonly log: EventLog;
  readonly store: Store;
  readonly clock: Clock;
  /** Resolves once everything below a position can be queried. */
  readonly waitVisible: (position: Position) => Promise<void>;
}

/** The plan as it stood below an offset of the strategy topic, with the goals that it measures. */
export interface PlanAt {
  readonly plan: PlanState;
  readonly goals: readonly MeasuredGoal[];
  goal(id: string): MeasuredGoal | undefined;
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
  /** The plan with everything that stood in the log at the last `catchUp`. */
  planNow(): PlanAt;
  planBelow(position: Position): PlanAt;
  catchUp(): Promise<void>;
  /** The offset vector that is visible from now on. */
  position(): Promise<Position>;
  /** Resolves once everything below a position is visible and in the ledger, whoever appended it. */
  reach(position: Position): Promise<void>;
  /** The values that could be known at an instant (epoch milliseconds), below a position. */
  reading(asOf: number, position: Position): Promise<Reading>;
  /** The actual and planned values that arrived from what the last completed round covered up to a position. */
  changesBelow(position: Position): Promise<readonly Change[]>;
  /** Appends events stamped with the clock; they are in the ledger when it resolves. */
  append(news: readonly News[]): Promise<void>;
  close(): Promise<void>;
}

/** Follows plan and assessments of a deployment in memory. */
export async function openDeployment({
  log,
  store,
  clock,
  waitVisible,
}: DeploymentParts): Promise<Deployment> {
  const ledger = createLedger();
  const strategy = createPlanHistory();
  let last: PlanAt | undefined;
  const below = (offset: number): PlanAt => {
    const plan = strategy.below(offset);
    if (last?.plan !== plan) last = planAt(plan);
    return last;
  };
  const follower = await followTopic(log, {
    topics: ["strategy", "assessments"],
    onEvents: (events) => {
      const [first] = events;
      if (first?.record.topic === "assessments") ledger.take(events);
      else strategy.take(events.map(({ event, record }) => ({ event, offset: record.offset })));
    },
  });
  const reach = async (position: Position): Promise<void> => {
    await waitVisible(observationsOf(position));
    await follower.caughtUp();
  };
  return {
    ledger,
    planNow: () => below(Number.POSITIVE_INFINITY),
    planBelow: (position) => below(position[STRATEGY] ?? 0),
    catchUp: () => follower.caughtUp(),
    position: async () => {
      const position = await log.end(INPUT_TOPICS);
      await reach(position);
      return position;
    },
    reach,
    reading: rememberReadings(async (asOf, position) => {
      const plan = strategy.below(position[STRATEGY] ?? 0);
      const query = valuesAsOf({ asOf, position: observationsOf(position), versions: changedVersions(plan) });
      return readingOf(await store.query(query), (kpi) => plan.kpis.get(kpi)?.definition);
    }),
    changesBelow: async (position) => {
      const covered = await log.committed(PREDICT_GROUP, ["observations"]);
      const kpis = lookedAt(below(Number.POSITIVE_INFINITY).goals);
      const changes: Change[] = [];
      for (const [place, from] of Object.entries(covered)) {
        const partition = Number(place.slice(place.lastIndexOf("/") + 1));
        const range = { topic: "observations", partition, from, to: position[place] ?? 0 } as const;
        for await (const records of log.read(range)) changes.push(...changesIn(records, kpis));
      }
      return changes;
    },
    append: async (news) => {
      if (news.length === 0) return;
      await log.append(news.map((one) => recordOf(one, new Date(clock.now()).toISOString())));
      await follower.caughtUp();
    },
    close: () => follower.close(),
  };
}

type ReadAt = (asOf: number, position: Position) => Promise<Reading>;

/** Keeps the newest readings: all jobs of a moment look at the same one. */
function rememberReadings(read: ReadAt): ReadAt {
  const readings = new Map<string, Promise<Reading>>();
  return (asOf, position) => {
    const inputs = Object.entries(position).filter(([place]) => place !== ASSESSMENTS);
    const key = JSON.stringify([asOf, inputs.toSorted(([left], [right]) => (left < right ? -1 : 1))]);
    const known = readings.get(key);
    if (known !== undefined) return known;
    const reading = read(asOf, position);
    reading.catch(() => readings.delete(key));
    readings.set(key, reading);
    const oldest = readings.keys().next().value;
    if (readings.size > MAX_READINGS && oldest !== undefined) readings.delete(oldest);
    return reading;
  };
}

/** The part of a position that says which observations count. */
function observationsOf(position: Position): Position {
  return Object.fromEntries(Object.entries(position).filter(([place]) => place.startsWith("observations/")));
}

/** Whether two positions hold the same plan and the same observations. */
export function sameInputs(left: Position, right: Position): boolean {
  return Object.keys(right).every((place) => place === ASSESSMENTS || left[place] === right[place]);
}

function recordOf({ type, id, key, data }: News, now: string): NewRecord {
  const stamps = { time: now, recordedtime: now, actor: ACTOR };
  const event = { specversion: "1.0", id, source: SOURCE, type, subject: key, ...stamps, data };
  return { topic: "assessments", key, event: event as MilepostEvent };
}

function planAt(plan: PlanState): PlanAt {
  const goals = measuredGoals(plan);
  const byId = new Map(goals.map((measured) => [measured.id, measured]));
  return { plan, goals, goal: (id) => byId.get(id) };
}
