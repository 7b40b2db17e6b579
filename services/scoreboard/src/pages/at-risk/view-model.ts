import type { GoalReading, GoalStanding, KpiFacts, Moment, Named } from "../../reading/readings.ts";
import type { KpiWithoutGoal } from "../../reading/without-goal.ts";
import { chanceText, pointsChanged } from "../../words/chance.ts";
import { lacksPeriod, periodText } from "../../words/dates.ts";
import { listed, sentence } from "../../words/lists.ts";
import { counted } from "../../words/numbers.ts";
import { silenceText, waitingText } from "../../words/silence.ts";
import { windowHeads } from "../../words/windows.ts";
import type { WindowHeads } from "../../words/windows.ts";
import { sparkline } from "../../charts/sparkline.ts";
import type { Sparkline } from "../../charts/sparkline.ts";
import type { Group, GoalLine } from "./goal-line.ts";
import { chanceOf, goalLine, groupOf } from "./goal-line.ts";
import { changesLead, headline } from "./headline.ts";
import { changedSides } from "./changed-sides.ts";
import type { SideChange } from "./changed-sides.ts";

/** What the person asked to see. */
export interface AtRiskFilter {
  readonly agency: string | null;
  readonly category: string | null;
  readonly owner: string | null;
  readonly changed: boolean;
}

export interface Choice extends Named {
  readonly chosen: boolean;
}

export interface AtRiskRow extends GoalLine {
  readonly sparkline: Sparkline | null;
}

/** The at-risk page before its lines are drawn: what is said of all goals, and in which order they stand. */
export interface AtRiskView {
  readonly headline: string;
  readonly changes: { readonly lead: string; readonly items: readonly SideChange[]; readonly more: string };
  readonly counts: Readonly<Record<Group, number>>;
  readonly groups: Readonly<Record<Group, readonly GoalStanding[]>>;
  readonly heads: WindowHeads;
  readonly filters: {
    readonly agencies: readonly Choice[];
    readonly categories: readonly Choice[];
    readonly owners: readonly Choice[];
    readonly changed: boolean;
  };
  /** How fresh the figures are, in one sentence; empty without goals. */
  readonly freshness: string;
}

export interface AtRiskInput {
  readonly moment: Moment;
  readonly goals: readonly GoalStanding[];
  readonly filter: AtRiskFilter;
}

const CHANGES_NAMED = 3;

/** What the at-risk page says of all goals, in words and numbers. */
export function atRiskView({ moment, goals, filter }: AtRiskInput): AtRiskView {
  const chosen = goals.filter((standing) => isChosen(standing, filter));
  const changes = changedSides(chosen);
  const sides = new Set(changes.map(({ goal }) => goal));
  const shown = filter.changed ? chosen.filter((one) => sides.has(one.goal) || hasMoved(one)) : chosen;
  const counts = countGroups(chosen);
  return {
    headline:
      goals.length === 0
        ? `No goal is open in ${periodText(moment.period)}.`
        : headline(chosen, counts, moment),
    changes: {
      lead: changesLead(chosen, changes.length, moment),
      items: changes.slice(0, CHANGES_NAMED),
      more: changes.length > CHANGES_NAMED ? `and ${changes.length - CHANGES_NAMED} more` : "",
    },
    counts,
    groups: inOrder(shown),
    heads: windowHeads(shown),
    filters: filterChoices(goals, filter),
    freshness: freshnessText(goals, moment),
  };
}

/** One goal's line with its picture. */
export function atRiskRow(reading: GoalReading, moment: Moment): AtRiskRow {
  return { ...goalLine(reading, moment), sparkline: sparkline(reading) };
}

/** Whether a KPI without a goal belongs to what was asked for: owners and changes are those of goals. */
export function isAsked(kpi: KpiFacts, filter: AtRiskFilter): boolean {
  return filter.owner === null && !filter.changed && isChosenKpi(kpi, filter);
}

function countGroups(goals: readonly GoalStanding[]): Record<Group, number> {
  const counts = { doubt: 0, miss: 0, course: 0, missed: 0, reached: 0, unknown: 0 };
  for (const reading of goals) counts[groupOf(reading)] += 1;
  return counts;
}

/** Goals by group, each in the order in which action decides. */
function inOrder(goals: readonly GoalStanding[]): AtRiskView["groups"] {
  const inGroup = Map.groupBy(goals, groupOf);
  const sorted = (group: Group, order: Order): readonly GoalStanding[] =>
    (inGroup.get(group) ?? []).toSorted(order);
  return {
    doubt: sorted("doubt", byChance),
    miss: sorted("miss", (left, right) => byChance(right, left)),
    course: sorted("course", byChance),
    missed: sorted("missed", byName),
    reached: sorted("reached", byName),
    unknown: sorted("unknown", byName),
  };
}

type Order = (left: GoalStanding, right: GoalStanding) => number;

function byChance(left: GoalStanding, right: GoalStanding): number {
  return (chanceOf(left) ?? 0) - (chanceOf(right) ?? 0) || byName(left, right);
}

function byName(left: GoalStanding, right: GoalStanding): number {
  if (left.kpi.name !== right.kpi.name) return left.kpi.name < right.kpi.name ? -1 : 1;
  return left.goal < right.goal ? -1 : 1;
}

function isChosen(reading: GoalStanding, filter: AtRiskFilter): boolean {
  return isChosenKpi(reading.kpi, filter) && (filter.owner === null || reading.owner.id === filter.owner);
}

function isChosenKpi(kpi: KpiFacts, { agency, category }: AtRiskFilter): boolean {
  return (agency === null || kpi.agency?.id === agency) && (category === null || kpi.category === category);
}

function hasMoved(standing: GoalStanding): boolean {
  return pointsChanged(chanceOf(standing), standing.before?.pHit ?? null) !== null;
}

function filterChoices(goals: readonly GoalStanding[], filter: AtRiskFilter): AtRiskView["filters"] {
  return {
    agencies: choices(goals, (reading) => reading.kpi.agency, filter.agency),
    categories: choices(goals, ({ kpi }) => asNamed(kpi.category), filter.category),
    owners: choices(goals, ({ owner }) => ({ id: owner.id, name: owner.email ?? owner.name }), filter.owner),
    changed: filter.changed,
  };
}

function asNamed(text: string | null): Named | null {
  return text === null ? null : { id: text, name: text };
}

function choices(
  goals: readonly GoalStanding[],
  namedOf: (reading: GoalStanding) => Named | null,
  chosen: string | null,
): readonly Choice[] {
  const named = new Map<string, string>();
  for (const one of goals.map(namedOf)) if (one !== null) named.set(one.id, one.name);
  return [...named]
    .map(([id, name]) => ({ id, name, chosen: id === chosen }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** How many of the goals' KPIs have the moment's period, and since when the others are silent. */
function freshnessText(readings: readonly GoalStanding[], moment: Moment): string {
  const kpis = new Map(readings.map((reading) => [reading.kpi.id, reading]));
  const silent = [...kpis.values()].filter(({ kpi, lastPeriod }) =>
    lacksPeriod(lastPeriod, kpi.grain, moment.period),
  );
  if (kpis.size === 0) return "";
  const lead = `${periodText(moment.period)} is in for ${kpis.size - silent.length} of ${counted(kpis.size, "KPI")}`;
  if (silent.length === 0) return `${lead}.`;
  const named = silent
    .slice(0, CHANGES_NAMED)
    .map(({ kpi, lastPeriod, waiting = null }) =>
      waiting === null
        ? `${kpi.name} has ${silenceText({ lastPeriod })}`
        : `${kpi.name} (${waitingText(waiting)})`,
    );
  const rest = silent.length - named.length;
  return `${lead}; ${listed(rest > 0 ? [...named, `${rest} more are late`] : named)}.`;
}

/** Why a KPI has no open goal. */
export function whyNoGoal(
  { kpi, lastPeriod, waiting = null, goalBegins }: KpiWithoutGoal,
  moment: Moment,
): string {
  if (goalBegins !== null) {
    return goalBegins.hasBegun
      ? "The first period of its goal is not over yet"
      : `Its goal begins in ${periodText(goalBegins.month)}`;
  }
  if (lacksPeriod(lastPeriod, kpi.grain, moment.previous))
    return sentence(silenceText({ lastPeriod, waiting }));
  if (kpi.direction === null) return "Nobody says which way is better";
  return `No goal is open in ${periodText(moment.period)}`;
}

/** A change of side inside a sentence: `fell from >99 % to 40 %`. */
export function movedText({ from, to }: SideChange): string {
  return `${to < from ? "fell" : "rose"} from ${chanceText(from)} to ${chanceText(to)}`;
}
