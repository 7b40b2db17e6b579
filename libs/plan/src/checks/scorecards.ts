import type { Goal, Kpi, Scorecard } from "@milepost/contracts";
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
  if (item.redFlag === undefined) return [];
  if (item.redFlagDistance !== undefined) {
    const message = "redFlag and redFlagDistance both say where the red flag is";
    return [{ path: [...path, "redFlagDistance"], code: "two_red_flags", message, fix: "keep one of them" }];
  }
  const goal = own(plan.goals, item.goal);
  const target = goal?.measure.to;
  const direction = goal && own(plan.kpis, goal.measure.kpi)?.direction;
  if (target === undefined || !wrongSide({ redFlag: item.redFlag, target, direction })) return [];
  const message = `the red flag ${item.redFlag} is not worse than the target ${target}`;
  const fix = `the KPI should ${direction}: put the red flag ${direction === "increase" ? "below" : "above"} the target`;
  return [{ path: [...path, "redFlag"], code: "red_flag_wrong_side", message, fix }];
}

interface RedFlag {
  readonly redFlag: number;
  readonly target: number;
  readonly direction: Kpi["direction"];
}

function wrongSide({ redFlag, target, direction }: RedFlag): boolean {
  if (direction === "increase") return redFlag >= target;
  return direction === "decrease" && redFlag <= target;
}

function own<Value extends Goal | Kpi>(
  objects: Readonly<Record<string, Value>>,
  id: string,
): Value | undefined {
  return Object.hasOwn(objects, id) ? objects[id] : undefined;
}
