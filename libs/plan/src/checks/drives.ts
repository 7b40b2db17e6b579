import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownReference } from "./finding.ts";

/** Links from lead to lag that name a KPI that is not there, their own, or one twice; and links that go round in a circle. */
export function drivesFindings(shape: PlanShape): readonly Finding[] {
  const { kpis } = shape.plan;
  const single = Object.entries(kpis).flatMap(([id, { drives = [] }]) =>
    drives.flatMap(({ kpi }, index): readonly Finding[] => {
      const path = ["kpis", id, "drives", String(index), "kpi"];
      if (kpi === id) {
        const message = "a KPI does not lead itself";
        return [{ path, code: "drives_itself", message, fix: "name the KPI that follows it" }];
      }
      if (drives.findIndex((one) => one.kpi === kpi) < index) {
        const message = `"${kpi}" is named twice`;
        return [{ path, code: "drives_twice", message, fix: "keep one of the two" }];
      }
      return unknownReference(shape, "kpis", { id: kpi, path });
    }),
  );
  return [...single, ...circles(kpis)];
}

/** One finding a circle: cause and effect have a direction. */
function circles(kpis: PlanShape["plan"]["kpis"]): readonly Finding[] {
  const settled = new Set<string>();
  const found: Finding[] = [];
  const walk = (id: string, way: readonly string[]): void => {
    const drives = Object.hasOwn(kpis, id) ? (kpis[id]?.drives ?? []) : [];
    for (const { kpi } of drives) {
      const from = way.indexOf(kpi);
      // Who leads itself has been told so.
      if (from >= 0 && kpi !== id) found.push(circleFinding(way.slice(from)));
      else if (from < 0 && !settled.has(kpi)) walk(kpi, [...way, kpi]);
    }
    settled.add(id);
  };
  for (const id of Object.keys(kpis)) if (!settled.has(id)) walk(id, [id]);
  return found;
}

function circleFinding(circle: readonly string[]): Finding {
  const [first = ""] = circle;
  return {
    path: ["kpis", circle.at(-1) ?? "", "drives"],
    code: "drives_cycle",
    message: `what leads what goes round in a circle: ${[...circle, first].join(" → ")}`,
    fix: "take one of the links away: an effect does not lead its cause",
  };
}
