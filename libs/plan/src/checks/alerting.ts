import type { Alerting } from "@milepost/contracts";
import { addDuration } from "@milepost/contracts";
import { withSome } from "../alerting-of.ts";
import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownReference } from "./finding.ts";

/** Nobody can be asked to answer faster. */
const SHORTEST_DEADLINE_MS = 3_600_000;

/** Alerts that could not settle, and chains of people that lead nowhere. */
export function alertingFindings(shape: PlanShape): readonly Finding[] {
  const { alerting } = shape.plan;
  if (alerting === undefined) return [];
  return [
    ...hysteresisFindings(alerting),
    ...deadlineFindings(alerting, shape),
    ...chainFindings(alerting, shape),
  ];
}

/** Of all goals, and of those of each commitment and kind with what is said of them. */
function hysteresisFindings(alerting: Alerting): readonly Finding[] {
  const { committed, aspirational, kinds = {} } = alerting;
  const settings = [
    { path: [], own: {} },
    { path: ["committed"], own: committed },
    { path: ["aspirational"], own: aspirational },
    ...Object.entries(kinds).map(([kind, own]) => ({ path: ["kinds", kind], own })),
  ];
  return settings.flatMap(({ path, own }) => {
    if (own === undefined) return [];
    const { clearAbove, raiseBelow } = withSome(alerting, own);
    return clearAbove < raiseBelow ? [withoutHysteresis([...path, "clearAbove"])] : [];
  });
}

function withoutHysteresis(path: readonly string[]): Finding {
  return {
    path: ["alerting", ...path],
    code: "no_hysteresis",
    message: "clearAbove is below raiseBelow: an alert would be raised and cleared at once",
    fix: "set clearAbove at or above raiseBelow",
  };
}

function deadlineFindings(
  { acknowledgeWithin, escalateTo }: Alerting,
  { plan }: PlanShape,
): readonly Finding[] {
  const path = ["alerting", "acknowledgeWithin"];
  if (acknowledgeWithin === undefined) {
    if (escalateTo === undefined) return [];
    const message = "escalateTo has no effect: nothing says after how long an alert is escalated";
    return [
      {
        path: ["alerting", "escalateTo"],
        code: "no_deadline",
        message,
        fix: "add acknowledgeWithin, such as P14D",
      },
    ];
  }
  if (addDuration(0, acknowledgeWithin, "UTC") < SHORTEST_DEADLINE_MS) {
    const message = `${acknowledgeWithin} is too short for a person to answer`;
    return [{ path, code: "too_short", message, fix: "give at least an hour (PT1H), such as P14D" }];
  }
  const leadsUp = Object.values(plan.goals).some(({ parent }) => parent !== undefined);
  if (escalateTo !== undefined || leadsUp) return [];
  const message = "acknowledgeWithin has no effect: nobody comes after a goal's owner";
  return [{ path, code: "no_escalation", message, fix: "name people in escalateTo, or give goals a parent" }];
}

function chainFindings({ escalateTo = [] }: Alerting, shape: PlanShape): readonly Finding[] {
  return escalateTo.flatMap((id, index) => {
    const path = ["alerting", "escalateTo", index];
    if (escalateTo.indexOf(id) === index) return unknownReference(shape, "people", { id, path });
    const message = `"${id}" stands in the chain already: nothing is escalated to a person twice`;
    return [{ path, code: "named_twice", message, fix: "name each person once" }];
  });
}
