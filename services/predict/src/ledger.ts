import type {
  AssessmentMadeData,
  ForecasterLearnedData,
  GoalClosedData,
  Grain,
  MilepostEvent,
  OptionsWeighedData,
  Position,
} from "@milepost/contracts";
import type { FollowOptions } from "@milepost/event-log";
import { MODEL_VERSION } from "@milepost/forecast";
import type { AlertEvent, KnownAlert } from "./alerts/known-alert.ts";
import { evolveAlerts, isAlertEvent } from "./alerts/known-alert.ts";
import { createModelTurns } from "./model-turns.ts";
import type { ModelTurns } from "./model-turns.ts";
import { shareEqual } from "./share-equal.ts";

/** Fields of an assessment that later decisions look at: its chart and much else stay in the log. */
const KEPT_FIELDS = [
  "goal",
  "period",
  "periodsLeft",
  "backtest",
  "pHit",
  "reason",
  "target",
  "actual",
  "expectedEnd",
  "requiredRate",
  "requiredRateReached",
  "requiredRateOf",
  "low80",
  "high80",
  "lastActionPeriod",
  "rule",
  "model",
  "modelVersion",
  "features",
  "views",
  "spread",
  "breaks",
  "inputsPosition",
  "reach",
] as const;
type Kept = Pick<AssessmentMadeData, (typeof KEPT_FIELDS)[number]>;

/** An assessment that stands in the log, by what is kept of it. */
export interface KnownAssessment extends Kept {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly grain: Grain;
  readonly offset: number;
}

/** What a deployment's own series taught, as it stands in the log. */
export interface KnownLesson extends Pick<
  ForecasterLearnedData,
  "grain" | "period" | "modelVersion" | "weights" | "intervals"
> {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly offset: number;
}

/** The alerts of a goal from an event on. */
interface AlertsSince {
  readonly offset: number;
  readonly known: readonly KnownAlert[];
}

type FollowedEvents = Parameters<FollowOptions["onEvents"]>[0];

/** A closing that stands in the log. */
export interface KnownClosing {
  readonly id: string;
  readonly goal: string;
  readonly outcome: GoalClosedData["outcome"];
  readonly actual: number | null;
  readonly target: number | null;
  /** Epoch milliseconds: since when the outcome could be known. */
  readonly asOf: number;
  readonly offset: number;
  readonly inputsPosition: Position;
}

/** What the assessments topic says, kept in memory; everything in it can be read from the log again. */
export interface Ledger {
  take(events: FollowedEvents): void;
  /** Assessments of a goal by period, each period's in log order. */
  assessmentsOf(goal: string): ReadonlyMap<string, readonly KnownAssessment[]>;
  /** Which version of the model has the word. */
  readonly turns: Omit<ModelTurns, "take">;
  /** The one that counts for a period: of the version that spoke of it last, greatest as-of moment, then newest. */
  newest(goal: string, period: string): KnownAssessment | undefined;
  /** The latest as-of moment of a goal's backtests, epoch milliseconds; -Infinity: it has none. */
  lastBacktest(goal: string): number;
  /** Closings of a goal in log order. */
  closingsOf(goal: string): readonly KnownClosing[];
  alertsOf(goal: string): readonly KnownAlert[];
  /** The alerts of a goal as the events below an offset tell of them. */
  alertsBelow(goal: string, offset: number): readonly KnownAlert[];
  /** The goals that alerts were ever raised about. */
  alertedGoals(): Iterable<string>;
  /** What can be done about an alert, as it was weighed last. */
  options(alert: string): OptionsWeighedData | undefined;
  /** The same as it was weighed first or last, where that was by this assessment. */
  weighedBy(alert: string, assessment: string): OptionsWeighedData | undefined;
  goals(): Iterable<string>;
  /** What series of a grain taught, in log order. */
  lessonsOf(grain: Grain): readonly KnownLesson[];
  /** Facts so far from which assessments learn: closings, assessments of goals that are closed, and what series taught. */
  taught(): number;
}

/**
 * Assessments of one period that are kept, live and made backwards each: the one that counts, and those before it that a
 * job under way may still see below its position.
 */
const KEPT_OF_PERIOD = 3;

const NO_ASSESSMENTS: ReadonlyMap<string, readonly KnownAssessment[]> = new Map();

/** What is said after a goal ended is of another window, which has not. */
function isOfEnded(closings: readonly KnownClosing[] | undefined, { asOf }: KnownAssessment): boolean {
  return closings?.some((closing) => closing.asOf > asOf) ?? false;
}

/** Opens an empty ledger; to make old assessments again, it has to keep every one. */
export function createLedger(kept = KEPT_OF_PERIOD, modelVersion = MODEL_VERSION): Ledger {
  const turns = createModelTurns(modelVersion);
  const assessments = new Map<string, Map<string, readonly KnownAssessment[]>>();
  const lastBacktests = new Map<string, number>();
  const closings = new Map<string, KnownClosing[]>();
  const alerts = new Map<string, AlertsSince[]>();
  const options = new Map<string, readonly OptionsWeighedData[]>();
  const lessons = new Map<string, KnownLesson[]>();
  let taught = 0;
  const assessmentOf = openKeeper();
  const lastBacktestOf = (goal: string): number => lastBacktests.get(goal) ?? Number.NEGATIVE_INFINITY;
  const alertsBelow = (goal: string, offset: number): readonly KnownAlert[] =>
    alerts.get(goal)?.findLast((one) => one.offset < offset)?.known ?? [];
  const takeAlert = (event: AlertEvent, offset: number): void => {
    const goals = event.type === "milepost.alerts.delivered.v1" ? [...alerts.keys()] : [event.data.goal];
    for (const goal of goals) {
      const before = alertsBelow(goal, Number.POSITIVE_INFINITY);
      const known = evolveAlerts(before, event);
      if (known !== before) add(alerts, goal, { offset, known });
    }
  };
  const take = (event: MilepostEvent, offset: number): void => {
    if (event.type === "milepost.assessment.made.v1") {
      const periods = assessments.get(event.data.goal) ?? new Map<string, readonly KnownAssessment[]>();
      assessments.set(event.data.goal, periods);
      const made = periods.get(event.data.period) ?? [];
      const newest = assessmentOf(event.id, event.data, offset);
      turns.take(newest, made);
      if (newest.backtest) lastBacktests.set(newest.goal, Math.max(newest.asOf, lastBacktestOf(newest.goal)));
      periods.set(event.data.period, withNewest(made, newest, kept));
      if (isOfEnded(closings.get(event.data.goal), newest)) taught += 1;
    } else if (event.type === "milepost.goal.closed.v1") {
      add(closings, event.data.goal, closingOf(event.id, event.data, offset));
      taught += 1;
    } else if (event.type === "milepost.options.weighed.v1") {
      const { alert, step = 0 } = event.data;
      const [first = event.data, newest] = options.get(alert) ?? [];
      // A weighing that was appended twice may stand behind the one that came after it.
      if (step >= (newest?.step ?? 0)) options.set(alert, [first, event.data]);
    } else if (event.type === "milepost.forecaster.learned.v1") {
      const { asOf, grain, intervals, modelVersion, period, weights } = event.data;
      const place = { id: event.id, asOf: Date.parse(asOf), offset };
      add(lessons, grain, { ...place, grain, intervals, modelVersion, period, weights });
      taught += 1;
    } else if (isAlertEvent(event)) {
      takeAlert(event, offset);
    }
  };
  return {
    take: (events) => {
      for (const { event, record } of events) take(event, record.offset);
    },
    assessmentsOf: (goal) => assessments.get(goal) ?? NO_ASSESSMENTS,
    turns,
    newest: (goal, period) => countingOf(assessments.get(goal)?.get(period) ?? []),
    lastBacktest: lastBacktestOf,
    closingsOf: (goal) => closings.get(goal) ?? [],
    alertsOf: (goal) => alertsBelow(goal, Number.POSITIVE_INFINITY),
    alertsBelow,
    alertedGoals: () => alerts.keys(),
    options: (alert) => options.get(alert)?.at(-1),
    weighedBy: (alert, assessment) =>
      options.get(alert)?.find((weighed) => weighed.assessment === assessment),
    goals: () => assessments.keys(),
    lessonsOf: (grain) => lessons.get(grain) ?? [],
    taught: () => taught,
  };
}

/** Of two facts the one that counts: greater as-of moment, then greater offset. */
export function laterOf<Fact extends { readonly asOf: number; readonly offset: number }>(
  left: Fact,
  right: Fact,
): Fact {
  if (left.asOf !== right.asOf) return left.asOf > right.asOf ? left : right;
  return left.offset > right.offset ? left : right;
}

/** Makes what is kept of assessments; what many of them share is kept once. */
function openKeeper(): (id: string, data: AssessmentMadeData, offset: number) => KnownAssessment {
  const shared = { position: shareEqual<Position>(), rule: shareEqual<Kept["rule"]>() };
  return (id, data, offset) => {
    const rule = shared.rule(data.rule);
    const inputsPosition = shared.position(data.inputsPosition);
    const asOf = Date.parse(data.asOf);
    return { ...keptOf(data), rule, inputsPosition, id, offset, asOf, grain: grainOf(data.period) };
  };
}

/** The grain that a period label is written in. */
function grainOf(label: string): Grain {
  if (label.includes("W")) return "week";
  if (label.includes("Q")) return "quarter";
  return label.length === 4 ? "year" : label.length === 7 ? "month" : "day";
}

function keptOf(data: AssessmentMadeData): Kept {
  const kept: Record<string, unknown> = {};
  for (const field of KEPT_FIELDS) if (data[field] !== undefined) kept[field] = data[field];
  return kept as unknown as Kept;
}

function closingOf(id: string, { asOf, ...data }: GoalClosedData, offset: number): KnownClosing {
  const { goal, outcome, actual, target, inputsPosition } = data;
  return { id, goal, outcome, actual, target, inputsPosition, offset, asOf: Date.parse(asOf) };
}

/** Of a period's assessments the one that counts; a version that spoke of it again outdates others, also what they said live, of later moments. */
export function countingOf(made: readonly KnownAssessment[]): KnownAssessment | undefined {
  if (made.length < 2) return made[0];
  const { modelVersion } = made.reduce((left, right) => (left.offset > right.offset ? left : right));
  return made.filter((one) => one.modelVersion === modelVersion).reduce(laterOf);
}

/** Lets go of the earliest one of the same kind, those of other versions first. */
function withNewest(
  made: readonly KnownAssessment[],
  newest: KnownAssessment,
  kept: number,
): readonly KnownAssessment[] {
  const all = [...made, newest];
  const same = all.filter(({ backtest }) => backtest === newest.backtest);
  if (same.length <= kept) return all;
  const others = same.filter(({ modelVersion }) => modelVersion !== newest.modelVersion);
  const passed = others.length === 0 ? same : others;
  const earliest = passed.reduce((left, right) => (laterOf(left, right) === left ? right : left));
  return all.filter((one) => one !== earliest);
}

function add<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
