import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownReference } from "./finding.ts";

/** Units under units that do not exist. */
export function unitFindings(shape: PlanShape): readonly Finding[] {
  return Object.entries(shape.plan.units).flatMap(([id, { parent }]) =>
    unknownReference(shape, "units", { id: parent, path: ["units", id, "parent"] }),
  );
}
