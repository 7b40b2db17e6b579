import type { Goal, Kpi, Scorecard } from "@milepost/contracts";
import { goalRange, isInRange, isShareBelow, middleOf, roundFigure } from "@milepost/scoring";
import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownReference } from "./finding.ts";

type Item = Scorecard["items"][number];

/** Items of unknown goals, goals that stand twice, red flags that contradict each other or the target. */
export function scorecardFindings(shape: PlanShape): readonly Finding[] {
  return Object.entries(shape.plan.scorecards).flatMap(([id, { items }]) => {
    const first = new Map(items.map(({ goal }, index) => [goal, index] as const).toReversed());
    return items.flatMap((item, index) => {
      const path = ["scorecards", id, "items", index];
      return [
        ...unknownReference(shape, "goals", { id: item.goal, path: [...path, "goal"] }),
        ...(first.get(item.goal) === index ? [] : [twice(item, path)]),
        ...redFlagFindings(shape, item, path),
      ];
    });
  });
}

function twice({ goal }: Item, path: Finding["path"]): Finding {
  const message = `goal "${goal}" stands twice in this scorecard`;
  return { path: [...path, "goal"], code: "duplicate_item", message, fix: "keep one of the items" };
}

function redFlagFindings({ plan }: PlanShape, item: Item, path: Finding["path"]): readonly Finding[] {
  if (item.redFlag !== undefined && item.redFlagDistance !== undefined) {
    const message = "redFlag and redFlagDistance both say where the red flag is";
    return [{ path: [...path, "redFlagDistance"], code: "two_red_flags", message, fix: "keep one of them" }];
  }
  const goal = own(plan.goals, item.goal);
  if (goal?.measure.evaluation === "control") return noShare(item, goal.measure, path);
  if (item.redFlag === undefined) return [];
  const kpi = goal && own(plan.kpis, goal.measure.kpi);
  return goal === undefined || kpi === undefined ? [] : wrongSide(item.redFlag, { goal, kpi, path });
}

/** The red flag of a share of periods, written in the KPI's unit or out of reach. */
function noShare(
  item: Item,
  { successRatio = 1 }: Goal["measure"],
  path: Finding["path"],
): readonly Finding[] {
  if (isShareBelow(successRatio, item)) return [];
  const such = (part: number): string => `such as ${roundFigure(successRatio * part)}`;
  const [field, bounds] =
    item.redFlag === undefined
      ? (["redFlagDistance", `up to ${successRatio}, ${such(0.25)}`] as const)
      : (["redFlag", `from 0 to less than ${successRatio}, ${such(0.75)}`] as const);
  const message = `goal "${item.goal}" is judged by the share of its periods that meet their target (${successRatio}): a ${field} of ${item[field]} is no such share below it`;
  const fix = `write it as a share of periods, ${bounds}`;
  return [{ path: [...path, field], code: "red_flag_no_share", message, fix }];
}

interface Flagged {
  readonly goal: Goal;
  readonly kpi: Kpi;
  readonly path: Finding["path"];
}

/** A red flag among the figures that meet the target of a goal to come. */
function wrongSide(redFlag: number, { goal, kpi, path }: Flagged): readonly Finding[] {
  const { measure } = goal;
  const target = measure.to ?? (measure.range === undefined ? undefined : middleOf(measure.range));
  const { direction } = kpi;
  const range = target === undefined ? null : goalRange({ measure, direction }, target);
  if (range === null || !isInRange(redFlag, range)) return [];
  const { lower, upper } = range;
  const isClosed = lower !== -Infinity && upper !== Infinity;
  // To keep one figure exactly, a red flag on it is only useless.
  if (isClosed && lower === upper) return [];
  if (isClosed) {
    const message = `the red flag ${redFlag} lies in the range ${lower} to ${upper} that meets the target`;
    const fix = "put the red flag outside the range";
    return [{ path: [...path, "redFlag"], code: "red_flag_wrong_side", message, fix }];
  }
  const rises = upper === Infinity;
  const message = `the red flag ${redFlag} is not worse than the target ${target}`;
  const fix = `the figure should ${rises ? "increase" : "decrease"}: put the red flag ${rises ? "below" : "above"} the target`;
  return [{ path: [...path, "redFlag"], code: "red_flag_wrong_side", message, fix }];
}

function own<Value extends Goal | Kpi>(
  objects: Readonly<Record<string, Value>>,
  id: string,
): Value | undefined {
  return Object.hasOwn(objects, id) ? objects[id] : undefined;
}
