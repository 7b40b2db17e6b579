import type { GoalReading, KpiFacts, KpiWithoutGoal, Moment, Named } from "../../reading/readings.ts";
import { chanceText, sideOf } from "../../words/chance.ts";
import { periodName, periodText } from "../../words/dates.ts";
import { listed, sentence } from "../../words/lists.ts";
import { counted } from "../../words/numbers.ts";
import { sparkline } from "../../charts/sparkline.ts";
import type { Sparkline } from "../../charts/sparkline.ts";
import type { Group, GoalLine } from "./goal-line.ts";
import { goalLine, groupOf } from "./goal-line.ts";
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

export interface AtRiskView {
  readonly headline: string;
  readonly changes: { readonly lead: string; readonly items: readonly SideChange[]; readonly more: string };
  readonly counts: Readonly<Record<Group, number>>;
  readonly groups: Readonly<Record<Group, readonly AtRiskRow[]>>;
  readonly filters: {
    readonly agencies: readonly Choice[];
    readonly categories: readonly Choice[];
    readonly owners: readonly Choice[];
    readonly changed: boolean;
  };
  /** How fresh the figures are, in one sentence. */
  readonly freshness: string;
  /** KPIs that have no open goal, and why, in words. */
  readonly withoutGoal: readonly { readonly kpi: KpiFacts; readonly why: string }[];
}

export interface AtRiskInput {
  readonly moment: Moment;
  readonly goals: readonly GoalReading[];
  readonly kpisWithoutGoal: readonly KpiWithoutGoal[];
  readonly filter: AtRiskFilter;
}

const CHANGES_NAMED = 3;

/** The at-risk page in words and numbers. */
export function atRiskView({ moment, goals, kpisWithoutGoal, filter }: AtRiskInput): AtRiskView {
  const chosen = goals.filter((reading) => isChosen(reading, filter));
  const shown = filter.changed ? chosen.filter((reading) => hasChanged(reading, moment)) : chosen;
  const counts = countGroups(chosen);
  const changes = changedSides(chosen);
  return {
    headline: headline(counts, moment),
    changes: {
      lead: changesLead(chosen, changes.length, moment),
      items: changes.slice(0, CHANGES_NAMED),
      more: changes.length > CHANGES_NAMED ? `and ${changes.length - CHANGES_NAMED} more` : "",
    },
    counts,
    groups: groupRows(shown, moment),
    filters: filterChoices(goals, filter),
    freshness: freshnessText([...goals, ...kpisWithoutGoal], moment),
    withoutGoal: kpisWithoutGoal
      .filter(({ kpi }) => filter.owner === null && !filter.changed && isChosenKpi(kpi, filter))
      .map((without) => ({ kpi: without.kpi, why: whyNoGoal(without, moment) })),
  };
}

/** The answer in one sentence. */
function headline(counts: AtRiskView["counts"], moment: Moment): string {
  const ended = counts.reached + counts.missed;
  const told = counts.doubt + counts.miss + counts.course;
  if (told === 0 && ended > 0) {
    return `${moment.period.slice(0, 4)} is over: ${counts.reached} of ${counted(ended, "goal")} ${were(counts.reached)} reached, ${counts.missed} ${were(counts.missed)} missed.`;
  }
  if (told === 0 && counts.unknown > 0)
    return `No chance can be told for ${periodText(moment.period)} yet; ${counted(counts.unknown, "goal")} ${is(counts.unknown)} waiting.`;
  if (told === 0) return "There is no goal here.";
  const open = `${counts.doubt === 0 ? "None" : counts.doubt} of ${counted(told, "goal")} ${is(counts.doubt)} still open to be won or lost`;
  const miss = counts.miss === 0 ? "none will very likely miss" : `${counts.miss} will very likely miss`;
  return `${open}; ${miss}.`;
}

function is(count: number): string {
  return count <= 1 ? "is" : "are";
}

function were(count: number): string {
  return count === 1 ? "was" : "were";
}

function changesLead(goals: readonly GoalReading[], count: number, moment: Moment): string {
  const before = periodName(moment.previous);
  if (goals.length > 0 && goals.every(({ closing }) => closing !== null)) return lookBack(goals, before);
  const comparable = goals.some(({ before: one }) => (one?.pHit ?? null) !== null);
  if (!comparable) return `There is no assessment of ${before} to compare with.`;
  if (count === 0) return `None changed sides since ${before}.`;
  return `${count} changed sides since ${before}: `;
}

/** Once all is decided: how the last chances turned out. */
function lookBack(goals: readonly GoalReading[], before: string): string {
  const told = (["course", "doubt", "miss"] as const).flatMap((side) => {
    const one = goals.filter(
      ({ before: last }) => last !== null && last.pHit !== null && sideOf(last.pHit) === side,
    );
    if (one.length === 0) return [];
    const hits = one.filter(({ closing }) => closing?.outcome === "hit").length;
    return [`of ${one.length} ${SIDE_NAMES[side]} ${hits === 0 ? "none" : hits} ${were(hits)} reached`];
  });
  return told.length === 0 ? "" : `As seen at the end of ${before}: ${listed(told)}.`;
}

const SIDE_NAMES = { course: "on course", doubt: "in doubt", miss: "likely to miss" } as const;

function countGroups(goals: readonly GoalReading[]): Record<Group, number> {
  const counts = { doubt: 0, miss: 0, course: 0, missed: 0, reached: 0, unknown: 0 };
  for (const reading of goals) counts[groupOf(reading)] += 1;
  return counts;
}

function groupRows(goals: readonly GoalReading[], moment: Moment): AtRiskView["groups"] {
  const rows = goals.map((reading) => ({ ...goalLine(reading, moment), sparkline: sparkline(reading) }));
  const inGroup = (group: Group): AtRiskRow[] => rows.filter((row) => row.group === group);
  return {
    doubt: inGroup("doubt").toSorted(byChance),
    miss: inGroup("miss").toSorted((left, right) => byChance(right, left)),
    course: inGroup("course").toSorted(byChance),
    missed: inGroup("missed").toSorted(byName),
    reached: inGroup("reached").toSorted(byName),
    unknown: inGroup("unknown").toSorted(byName),
  };
}

function byChance(left: AtRiskRow, right: AtRiskRow): number {
  return (left.chance ?? 0) - (right.chance ?? 0) || byName(left, right);
}

function byName(left: AtRiskRow, right: AtRiskRow): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : left.goal < right.goal ? -1 : 1;
}

function isChosen(reading: GoalReading, filter: AtRiskFilter): boolean {
  return isChosenKpi(reading.kpi, filter) && (filter.owner === null || reading.owner.id === filter.owner);
}

function isChosenKpi(kpi: KpiFacts, { agency, category }: AtRiskFilter): boolean {
  return (agency === null || kpi.agency?.id === agency) && (category === null || kpi.category === category);
}

function hasChanged(reading: GoalReading, moment: Moment): boolean {
  return goalLine(reading, moment).points !== null || changedSides([reading]).length > 0;
}

function filterChoices(goals: readonly GoalReading[], filter: AtRiskFilter): AtRiskView["filters"] {
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
  goals: readonly GoalReading[],
  namedOf: (reading: GoalReading) => Named | null,
  chosen: string | null,
): readonly Choice[] {
  const named = new Map<string, string>();
  for (const one of goals.map(namedOf)) if (one !== null) named.set(one.id, one.name);
  return [...named]
    .map(([id, name]) => ({ id, name, chosen: id === chosen }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

type Fresh = Pick<GoalReading, "kpi" | "lastPeriod">;

/** How many KPIs have the moment's period, and since when the others are silent. */
function freshnessText(readings: readonly Fresh[], moment: Moment): string {
  const kpis = new Map(readings.map((reading) => [reading.kpi.id, reading]));
  const silent = [...kpis.values()].filter(({ lastPeriod }) => (lastPeriod ?? "") < moment.period);
  const lead = `${periodText(moment.period)} is in for ${kpis.size - silent.length} of ${counted(kpis.size, "KPI")}`;
  if (silent.length === 0) return `${lead}.`;
  const named = silent
    .slice(0, CHANGES_NAMED)
    .map(({ kpi, lastPeriod }) => `${kpi.name} has ${sinceText(lastPeriod)}`);
  const rest = silent.length - named.length;
  return `${lead}; ${listed(rest > 0 ? [...named, `${rest} more are late`] : named)}.`;
}

function sinceText(lastPeriod: string | null): string {
  return lastPeriod === null ? "no data yet" : `no data since ${periodText(lastPeriod)}`;
}

function whyNoGoal({ kpi, lastPeriod, goalBegins }: KpiWithoutGoal, moment: Moment): string {
  if (goalBegins !== null) {
    return goalBegins > moment.period
      ? `Its goal begins in ${periodText(goalBegins)}`
      : "The first period of its goal is not over yet";
  }
  if ((lastPeriod ?? "") < moment.previous) return sentence(sinceText(lastPeriod));
  if (kpi.direction === null) return "Nobody says which way is better";
  return `No target published for ${moment.period.slice(0, 4)}`;
}

/** A change of side inside a sentence: `fell from >99 % to 40 %`. */
export function movedText({ from, to }: SideChange): string {
  return `${to < from ? "fell" : "rose"} from ${chanceText(from)} to ${chanceText(to)}`;
}
