import type { Scorecard } from "@milepost/contracts";
import { exactSum } from "./exact-sum.ts";
import { goalRedFlagScore, holdScore, redFlagAt } from "./goal-red-flag-score.ts";
import { rollUp } from "./roll-up.ts";
import type { RollUpChild } from "./roll-up.ts";
import { roundFigure, roundValue } from "./round-figure.ts";
import { roundScore } from "./round-score.ts";
import type { FigureRange } from "./target-range.ts";
import { isInRange } from "./target-range.ts";

export const SCORECARD_LEVELS = ["item", "cell", "unit", "category", "perspective", "scorecard"] as const;
export type ScorecardLevel = (typeof SCORECARD_LEVELS)[number];

/** What a scorecard needs to know of one item's goal at the period in question; null is unknown. */
export interface ScorecardItemState {
  readonly actual: number | null;
  /** The trajectory's target at the period, in the KPI's unit. */
  readonly target: number | null;
  /** The figures that meet it; null: unknown. */
  readonly range: FigureRange | null;
  /** Whether actual and target are shares of the periods that are kept (`control`), not figures in the KPI's unit. */
  readonly isShare: boolean;
  /** Unit that the KPI belongs to and its category, for the layout units-by-category. */
  readonly unit: string | null;
  readonly category: string | null;
  readonly perspective: string | null;
}

/** A scorecard, or a part of it, at a period. */
export interface ScorecardRow {
  readonly level: ScorecardLevel;
  /** Unique within its level: goal id, `unit/category`, unit, category, perspective or scorecard id. */
  readonly id: string;
  readonly unit: string | null;
  readonly category: string | null;
  readonly perspective: string | null;
  readonly goal: string | null;
  /** 0 to 10; null when nothing under it is known. */
  readonly score: number | null;
  /** Weight within its parent. */
  readonly weight: number;
  /** Share of the weight under it that is known, 0..1. */
  readonly coverage: number;
  readonly items: number;
  readonly unknownItems: number;
}

export interface ScorecardInput {
  readonly id: string;
  readonly scorecard: Scorecard;
  /** State of an item's goal at the period; undefined when the goal is not open then: the item is left out. */
  readonly stateOf: (goal: string) => ScorecardItemState | undefined;
}

/** All rows of a scorecard at one period: items, then the layout's levels, bottom up (BSC-8); groups weigh the same. */
export function scorecardRows({ id, scorecard, stateOf }: ScorecardInput): readonly ScorecardRow[] {
  const items = scorecard.items.flatMap((item) => {
    const state = stateOf(item.goal);
    return state === undefined ? [] : [itemRow(scorecard, item, state)];
  });
  const groups = scorecard.layout === "perspectives" ? perspectiveRows(items) : unitRows(items);
  const top = groups.filter((row) => row.level === "perspective" || row.level === "unit");
  const whole = groupRow({ level: "scorecard", id }, top.length === 0 ? items : top);
  return [...items, ...groups, whole];
}

function itemRow(
  scorecard: Scorecard,
  item: Scorecard["items"][number],
  state: ScorecardItemState,
): ScorecardRow {
  const score = roundScore(itemScore(scorecard, item, state));
  return {
    level: "item",
    id: item.goal,
    unit: state.unit,
    category: state.category,
    perspective: item.perspective ?? state.perspective,
    goal: item.goal,
    score,
    weight: item.weight,
    coverage: score === null ? 0 : 1,
    items: 1,
    unknownItems: score === null ? 1 : 0,
  };
}

type RedFlag = Pick<Scorecard["items"][number], "redFlag" | "redFlagDistance">;

/**
 * Score of one item, 0 to 10: its distance to the target, with the red flag that the plan names or implies. Unknown where that
 * is a share of a target of 0, or was named in the KPI's unit where shares of periods are scored.
 */
export function itemScore(
  scorecard: Pick<Scorecard, "redFlagShare">,
  item: RedFlag,
  state: Pick<ScorecardItemState, "actual" | "target" | "range" | "isShare">,
): number | null {
  const { actual, target, range } = state;
  if (actual === null || target === null || range === null) return null;
  if (state.isShare && !isShareBelow(target, item)) return null;
  const share = roundValue(Math.abs(target) * scorecard.redFlagShare) ?? 0;
  if (range.lower !== -Infinity && range.upper !== Infinity) {
    return holdScore(actual, range, item.redFlagDistance ?? outsideBy(item.redFlag, range) ?? share);
  }
  if (item.redFlagDistance !== undefined || item.redFlag === undefined) {
    const direction = range.upper === Infinity ? "increase" : "decrease";
    const redFlag = redFlagAt(target, item.redFlagDistance ?? share, direction);
    return goalRedFlagScore(actual, target, redFlag);
  }
  // A fixed red flag that a moving target has passed says nothing any more.
  return isInRange(item.redFlag, range) ? null : goalRedFlagScore(actual, target, item.redFlag);
}

/** Whether a red flag, where one is named, is a share of periods that is worse than the one asked for. */
export function isShareBelow(asked: number, { redFlag, redFlagDistance }: RedFlag): boolean {
  if (redFlag !== undefined && !(redFlag >= 0 && redFlag < asked)) return false;
  return redFlagDistance === undefined || redFlagDistance <= asked;
}

/** How far a red flag lies outside a range; 0, which scores nothing, where it lies inside. */
function outsideBy(redFlag: number | undefined, { lower, upper }: FigureRange): number | undefined {
  return redFlag === undefined
    ? undefined
    : Math.max(0, exactSum([lower, -redFlag]), exactSum([redFlag, -upper]));
}

function perspectiveRows(items: readonly ScorecardRow[]): readonly ScorecardRow[] {
  return [...groupBy(items, (item) => item.perspective ?? "")].map(([perspective, children]) =>
    groupRow({ level: "perspective", id: perspective, perspective }, children),
  );
}

function unitRows(items: readonly ScorecardRow[]): readonly ScorecardRow[] {
  const cells = [...groupBy(items, (item) => `${item.unit ?? ""}/${item.category ?? ""}`)].map(
    ([id, children]) => {
      const { unit, category } = children[0] as ScorecardRow;
      return groupRow({ level: "cell", id, unit, category }, children);
    },
  );
  const units = [...groupBy(cells, (cell) => cell.unit ?? "")].map(([unit, children]) =>
    groupRow({ level: "unit", id: unit, unit }, children),
  );
  const categories = [...groupBy(cells, (cell) => cell.category ?? "")].map(([category, children]) =>
    groupRow({ level: "category", id: category, category }, children),
  );
  return [...cells, ...units, ...categories];
}

type GroupHead = Pick<ScorecardRow, "level" | "id"> &
  Partial<Pick<ScorecardRow, "unit" | "category" | "perspective">>;

function groupRow(head: GroupHead, children: readonly ScorecardRow[]): ScorecardRow {
  const { score, coverage } = rollUp(children satisfies readonly RollUpChild[], "weighted_mean");
  return {
    unit: null,
    category: null,
    perspective: null,
    goal: null,
    ...head,
    score: roundScore(score),
    weight: 1,
    coverage: roundFigure(coverage) ?? 0,
    items: children.reduce((total, child) => total + child.items, 0),
    unknownItems: children.reduce((total, child) => total + child.unknownItems, 0),
  };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return new Map([...groups].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
