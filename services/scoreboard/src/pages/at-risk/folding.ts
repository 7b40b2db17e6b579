import type { Group } from "./goal-line.ts";
import type { AtRiskView } from "./view-model.ts";

/** Which groups the person opened, and from which place on each is shown. */
export type Opened = ReadonlyMap<Group, number>;

/** The part of a group that is shown. */
export interface Shown {
  readonly from: number;
  /** First place that is not shown. */
  readonly to: number;
}

/** Goals that a page shows of an opened group: a longer list is turned over, so that the page stays light. */
export const OPENED_SHOWN = 60;
/** Goals in doubt, where action decides, and those of which nothing can be told, before their group folds. */
const IN_DOUBT_SHOWN = 40;
/** Goals shown of other groups before they fold: what fits two printed pages. */
const LIKELY_TO_MISS_SHOWN = 18;

const GROUPS: readonly Group[] = ["doubt", "missed", "miss", "course", "reached", "unknown"];

/** Reads `miss,course:60`: the groups that are open, with the place that each begins at. */
export function openedOf(show: string | undefined): Opened {
  const entries = (show ?? "").split(",").flatMap((text): (readonly [Group, number])[] => {
    const [name = "", from = "0"] = text.split(":");
    const group = GROUPS.find((one) => one === name);
    return group === undefined || !/^\d{1,6}$/.test(from) ? [] : [[group, Number(from)]];
  });
  return new Map(entries);
}

/** The same as text. */
export function openedText(opened: Opened): string {
  return [...opened].map(([group, from]) => (from === 0 ? group : `${group}:${from}`)).join(",");
}

/** How many goals of a group stand on the page while it is folded. */
export function foldedShown(group: Group): number {
  if (group === "course" || group === "reached") return 0;
  return group === "miss" || group === "missed" ? LIKELY_TO_MISS_SHOWN : IN_DOUBT_SHOWN;
}

/** Which places of a group are shown. */
export function shownOf(group: Group, size: number, opened: Opened): Shown {
  const from = opened.get(group);
  if (from === undefined || size <= foldedShown(group))
    return { from: 0, to: Math.min(size, foldedShown(group)) };
  // A place behind the end is an old link: then the last goals are shown.
  const begin = from < size ? from : Math.max(0, size - OPENED_SHOWN);
  return { from: begin, to: Math.min(size, begin + OPENED_SHOWN) };
}

/** Ids of all goals whose lines are shown. */
export function shownGoals({ groups }: AtRiskView, opened: Opened): readonly string[] {
  return GROUPS.flatMap((group) => {
    const { from, to } = shownOf(group, groups[group].length, opened);
    return groups[group].slice(from, to).map(({ goal }) => goal);
  });
}
