import type { GoalStanding, Moment } from "../../reading/readings.ts";
import { sideOf } from "../../words/chance.ts";
import { isLong, periodName, periodText } from "../../words/dates.ts";
import { listed } from "../../words/lists.ts";
import { counted } from "../../words/numbers.ts";
import { windowText } from "../../words/windows.ts";
import type { Group } from "./goal-line.ts";

type Counts = Readonly<Record<Group, number>>;

/** The answer in one sentence. */
export function headline(goals: readonly GoalStanding[], counts: Counts, moment: Moment): string {
  const told = counts.doubt + counts.miss + counts.course;
  const over = goals.filter(isOver);
  if (told === 0 && over.some(({ closing }) => closing !== null)) return overText(goals, over, moment);
  if (told === 0 && counts.unknown > 0)
    return `No chance can be told for ${periodText(moment.period)} yet; ${counted(counts.unknown, "goal")} ${is(counts.unknown)} waiting.`;
  if (told === 0) return "There is no goal here.";
  const open = `${counts.doubt === 0 ? "None" : counts.doubt} of ${counted(told, "goal")} ${is(counts.doubt)} still open to be won or lost`;
  const miss = counts.miss === 0 ? "none will very likely miss" : `${counts.miss} will very likely miss`;
  const unknown =
    counts.unknown === 0 ? "" : `, and of ${counted(counts.unknown, "goal")} no chance can be told`;
  return `${open}; ${miss}${unknown}.`;
}

/** Whether a goal's due period is over, or how it ended is known. */
function isOver(goal: GoalStanding): boolean {
  return goal.closing !== null || hasEnded(goal);
}

function hasEnded({ period, due }: GoalStanding): boolean {
  return period === due;
}

/** How the goals that are over ended; every one of them counts. */
function overText(goals: readonly GoalStanding[], over: readonly GoalStanding[], moment: Moment): string {
  const count = (outcome: string): number =>
    over.filter(({ closing }) => closing?.outcome === outcome).length;
  const reached = count("hit");
  // In the past it stays so; now a goal that nobody has closed waits for its last figure.
  const waiting = moment.latest ? over.filter(({ closing }) => closing === null).length : 0;
  const unscored = over.length - reached - count("miss") - waiting;
  const rest = [
    `${count("miss")} missed`,
    unscored > 0 && `${unscored} not scored`,
    waiting > 0 && `${waiting} not scored yet`,
  ].filter((part) => part !== false);
  const open = goals.length - over.length;
  if (open > 0)
    return `${over.length} of ${counted(goals.length, "goal")} ${is(over.length)} over: ${reached} ${were(reached)} reached, ${rest.join(", ")}; no chance can be told of ${counted(open, "goal")}.`;
  const of = `${reached} of ${counted(over.length, "goal")} ${over.length === 1 ? "was" : were(reached)} reached`;
  return `${overWords(over)}: ${[of, ...rest].join(", ")}.`;
}

/** `2014 is over`, where the goals share a window. */
function overWords(over: readonly GoalStanding[]): string {
  const [window = "", ...others] = new Set(over.map(windowText));
  return others.length === 0 && over.every(hasEnded) ? `${window} is over` : "All goals here are over";
}

function is(count: number): string {
  return count <= 1 ? "is" : "are";
}

function were(count: number): string {
  return count === 1 ? "was" : "were";
}

/** What changed sides since what was told before, as far as goals are not over; once all are, how their last chances turned out. */
export function changesLead(goals: readonly GoalStanding[], count: number, moment: Moment): string {
  if (goals.length === 0) return "";
  const open = goals.filter((goal) => !isOver(goal));
  if (open.length === 0) return lookBack(goals);
  const comparable = open.some(({ before: one }) => (one?.pHit ?? null) !== null);
  if (!comparable) return `There is no assessment of ${periodName(moment.previous)} to compare with.`;
  const since = sinceText(open);
  return count === 0 ? `None changed sides ${since}.` : `${count} changed sides ${since}: `;
}

/** With which figures the chances were told that these are held against: of one period, or of several about a month old. */
function sinceText(goals: readonly GoalStanding[]): string {
  const [period, ...others] = periodsBefore(goals);
  if (period !== undefined && others.length === 0) return `since ${periodName(period)}`;
  return goals.some(({ kpi }) => isLong(kpi.grain)) ? "since the period before" : "since a month ago";
}

function periodsBefore(goals: readonly GoalStanding[]): ReadonlySet<string> {
  return new Set(goals.flatMap(({ before }) => (before === null ? [] : [before.period])));
}

/** How the last chances of goals turned out; what was not scored turned out neither way. */
function lookBack(goals: readonly GoalStanding[]): string {
  const scored = goals.filter(({ closing }) => closing !== null && closing.outcome !== "unscored");
  const told = (["course", "doubt", "miss"] as const).flatMap((side) => {
    const one = scored.filter(
      ({ before: last }) => last !== null && last.pHit !== null && sideOf(last.pHit) === side,
    );
    if (one.length === 0) return [];
    const hits = one.filter(({ closing }) => closing?.outcome === "hit").length;
    return [`of ${one.length} ${SIDE_NAMES[side]} ${hits === 0 ? "none" : hits} ${were(hits)} reached`];
  });
  const [period = "", ...others] = periodsBefore(scored);
  const when = others.length === 0 ? `seen at the end of ${periodName(period)}` : "last seen";
  return told.length === 0 ? "" : `As ${when}: ${listed(told)}.`;
}

const SIDE_NAMES = { course: "on course", doubt: "in doubt", miss: "likely to miss" } as const;
