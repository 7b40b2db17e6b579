import type { ScorecardRow } from "@milepost/scoring";
import type { GoalReading, Moment } from "../../reading/readings.ts";
import { periodText } from "../../words/dates.ts";
import { counted, numberText } from "../../words/numbers.ts";
import { windowHeads } from "../../words/windows.ts";
import type { GoalLine } from "../at-risk/goal-line.ts";
import { goalLine } from "../at-risk/goal-line.ts";

/** Score of an item exactly on its target (BSC-3). */
const ON_TARGET = 20 / 3;
/** Score of an item at its red flag. */
const RED_FLAG = 10 / 3;
const HIGHEST = 10;
const SCORE_DECIMALS = 1;
const MOST_SCORE_DECIMALS = 12;
/** Items listed while no cell is open. */
const LOWEST_SHOWN = 12;
/** Items and rows of the grid that a page lists, so that it stays light: the unknown and the lowest. */
const ITEMS_SHOWN = 150;
const GRID_ROWS_SHOWN = 40;

/** One cell: a score from 0 to 10 with what stands behind it; null where no item is. */
export interface ScoreCell {
  /** Where it stands in the grid; empty text: what has no unit, or no category; null: all of them. */
  readonly unit: string | null;
  readonly category: string | null;
  readonly score: string | null;
  /** Share of the scale, 0 to 1, for the bar. */
  readonly share: number;
  readonly side: "miss" | "doubt" | "course" | "unknown";
  readonly word: string;
  readonly coverage: string;
}

export interface ScorecardView {
  readonly headline: string;
  readonly lead: string;
  /** What rows are of, as a column head. */
  readonly side: string;
  /** First the whole, then the categories (or none, where the layout has perspectives). */
  readonly columns: readonly { readonly id: string | null; readonly name: string }[];
  readonly rows: readonly {
    readonly id: string | null;
    readonly name: string;
    readonly cells: readonly (ScoreCell | null)[];
  }[];
  /** Rows with higher scores that are not listed. */
  readonly notListed: number;
  readonly items: ScorecardItems;
}

export interface ScorecardItems {
  readonly title: string;
  readonly note: string;
  /** Head of the column of figures to date. */
  readonly toDate: string;
  readonly rows: readonly (GoalLine & { readonly cell: ScoreCell })[];
}

export interface ScorecardInput {
  readonly name: string;
  readonly rows: readonly ScorecardRow[];
  readonly goals: readonly GoalReading[];
  /** Names of units by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly moment: Moment;
  /** Whether it has private goals. */
  readonly leavesOutPrivate: boolean;
  /** The opened cell; both null: the whole, in full only when `all` was asked for. */
  readonly chosen: { readonly unit: string | null; readonly category: string | null; readonly all: boolean };
}

/** The scorecard page in words and numbers. */
export function scorecardView(input: ScorecardInput): ScorecardView {
  const { rows, name, moment } = input;
  const whole = rows.find(({ level }) => level === "scorecard");
  const categories = idsOf(rows, "category");
  const sides = idsOf(rows, "unit").length > 0 ? "unit" : "perspective";
  const cellAt = (unit: string | null, category: string | null): ScoreCell | null => {
    const row = rowAt(rows, { unit, category, sides });
    return row === undefined ? null : { ...scoreCell(row), unit, category };
  };
  const columns = [{ id: null, name: "All" }, ...categories.map((id) => ({ id, name: categoryName(id) }))];
  const cellsOf = (unit: string | null): (ScoreCell | null)[] => columns.map(({ id }) => cellAt(unit, id));
  return {
    headline: headline(name, whole, moment),
    lead: `10 is far better than the target, 6.7 exactly on it, 3.3 at the red flag. A score is the mean of what is under it; what is unknown is left out and shows as coverage.${input.leavesOutPrivate ? " Private goals are not counted." : ""}`,
    side: sides === "unit" ? "Unit" : "Perspective",
    columns,
    rows: [
      { id: null, name: "All", cells: cellsOf(null) },
      ...shownSides(rows, sides).map((id) => ({
        id,
        name: sideName(id, sides, input.names),
        cells: cellsOf(id),
      })),
    ],
    notListed: Math.max(0, idsOf(rows, sides).length - GRID_ROWS_SHOWN),
    items: itemsOf(input, sides),
  };
}

function headline(name: string, whole: ScorecardRow | undefined, moment: Moment): string {
  const when = periodText(moment.period);
  if (whole === undefined || whole.items === 0) return `${name} has no open goal in ${when}.`;
  if (whole.score === null)
    return `${name}: nothing is known of its ${counted(whole.items, "goal")} in ${when}.`;
  const words =
    whole.score >= ON_TARGET
      ? "on target or better"
      : whole.score >= RED_FLAG
        ? "below target"
        : "past the red flag";
  const unknown =
    whole.unknownItems === 0
      ? ""
      : `; ${whole.unknownItems} of ${counted(whole.items, "goal")} ${whole.unknownItems === 1 ? "is" : "are"} unknown`;
  return `${name} stands at ${pointsText(whole.score)} of 10 in ${when}, ${words}${unknown}.`;
}

/** A score with one decimal, or with as many as tell it from the target or the red flag that it is below. */
function pointsText(score: number): string {
  const bound = [RED_FLAG, ON_TARGET].find((one) => score < one) ?? HIGHEST;
  let decimals = SCORE_DECIMALS;
  const looksReached = (): boolean =>
    score < bound && numberText(score, decimals) === numberText(bound, decimals);
  while (decimals < MOST_SCORE_DECIMALS && looksReached()) decimals += 1;
  return numberText(score, decimals);
}

/** A row's score as a cell. */
function scoreCell(row: ScorecardRow): ScoreCell {
  const known = row.items - row.unknownItems;
  const { score } = row;
  const side =
    score === null ? "unknown" : score >= ON_TARGET ? "course" : score >= RED_FLAG ? "doubt" : "miss";
  return {
    unit: row.unit ?? row.perspective,
    category: row.category,
    score: score === null ? null : pointsText(score),
    share: (score ?? 0) / HIGHEST,
    side,
    word: { course: "● on target", doubt: "◆ below target", miss: "▼ red flag", unknown: "○ unknown" }[side],
    coverage: row.unknownItems === 0 ? `all ${row.items} known` : `${known} of ${row.items} known`,
  };
}

interface Place {
  readonly unit: string | null;
  readonly category: string | null;
  readonly sides: "unit" | "perspective";
}

function rowAt(rows: readonly ScorecardRow[], { unit, category, sides }: Place): ScorecardRow | undefined {
  if (unit === null && category === null) return rows.find(({ level }) => level === "scorecard");
  if (unit === null) return rows.find(({ level, id }) => level === "category" && id === category);
  if (category === null) return rows.find(({ level, id }) => level === sides && id === unit);
  return rows.find(({ level, id }) => level === "cell" && id === `${unit}/${category}`);
}

/** All of them in their order, or the lowest. */
function shownSides(rows: readonly ScorecardRow[], sides: Place["sides"]): readonly string[] {
  const all = rows.filter(({ level }) => level === sides);
  if (all.length <= GRID_ROWS_SHOWN) return all.map(({ id }) => id);
  const lowest = all.toSorted((left, right) => (left.score ?? -1) - (right.score ?? -1));
  return lowest.slice(0, GRID_ROWS_SHOWN).map(({ id }) => id);
}

function idsOf(rows: readonly ScorecardRow[], level: ScorecardRow["level"]): readonly string[] {
  return rows.filter((row) => row.level === level).map(({ id }) => id);
}

function categoryName(id: string): string {
  return id === "" ? "No category" : id;
}

function sideName(id: string, sides: Place["sides"], names: ReadonlyMap<string, string>): string {
  if (id === "") return sides === "unit" ? "No agency" : "No perspective";
  return names.get(id) ?? id.replaceAll("_", " ");
}

function itemsOf(
  { rows, goals, moment, chosen, names }: ScorecardInput,
  sides: Place["sides"],
): ScorecardItems {
  const readings = new Map(goals.map((reading) => [reading.goal, reading]));
  const items = rows.filter(
    (row) =>
      row.level === "item" &&
      (chosen.unit === null || ((sides === "unit" ? row.unit : row.perspective) ?? "") === chosen.unit) &&
      (chosen.category === null || (row.category ?? "") === chosen.category),
  );
  const lines = items.flatMap((row) => {
    const reading = readings.get(row.goal ?? "");
    return reading === undefined
      ? []
      : [{ ...lineOf(reading, moment), cell: scoreCell(row), order: row.score ?? -1 }];
  });
  const place = [
    chosen.unit === null ? null : sideName(chosen.unit, sides, names),
    chosen.category === null ? null : categoryName(chosen.category),
  ].filter((part) => part !== null);
  const { toDate } = windowHeads(goals);
  const sorted = lines.toSorted(
    (left, right) => left.order - right.order || (left.name < right.name ? -1 : 1),
  );
  if (place.length > 0 || chosen.all || sorted.length <= LOWEST_SHOWN) {
    const title = place.length === 0 ? "Everything" : place.join(" · ");
    const rest = sorted.length > ITEMS_SHOWN ? `; the first ${ITEMS_SHOWN} of them` : "";
    const note = `${counted(sorted.length, "goal")}, unknown and lowest first${rest}`;
    return { title, note, toDate, rows: sorted.slice(0, ITEMS_SHOWN) };
  }
  const note = `of ${counted(sorted.length, "goal")}; open a cell to see all that is behind it`;
  return { title: `The lowest ${LOWEST_SHOWN}`, note, toDate, rows: sorted.slice(0, LOWEST_SHOWN) };
}

/** Of a goal of which no period is over, that alone is said: no figure is due yet. */
function lineOf(reading: GoalReading, moment: Moment): GoalLine {
  const line = goalLine(reading, moment);
  return reading.noneOver ? { ...line, stale: null, takes: "no period of its window is over yet" } : line;
}
