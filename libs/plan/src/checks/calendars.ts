import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownReference, unknownTimeZone } from "./finding.ts";

/** Time zones that do not exist, calendars that nobody defines. */
export function calendarFindings(shape: PlanShape): readonly Finding[] {
  const { calendars, kpis } = shape.plan;
  return [
    ...Object.entries(calendars).flatMap(([id, { timeZone }]) =>
      unknownTimeZone(timeZone, ["calendars", id, "timeZone"]),
    ),
    ...Object.entries(kpis).flatMap(([id, { timeZone, calendar }]) => [
      ...unknownTimeZone(timeZone, ["kpis", id, "timeZone"]),
      ...(calendar === "default"
        ? []
        : unknownReference(shape, "calendars", { id: calendar, path: ["kpis", id, "calendar"] })),
    ]),
    ...missingDefault(shape),
  ];
}

/** Said once, not for each KPI that takes the default. */
function missingDefault({ plan, names }: PlanShape): readonly Finding[] {
  const user = Object.entries(plan.kpis).find(([, { calendar }]) => calendar === "default");
  if (user === undefined || names.calendars.has("default")) return [];
  return [
    {
      path: ["kpis", user[0]],
      at: "key",
      code: "unknown_calendar",
      message: "KPIs take the calendar default, which is not defined: nobody knows where their days begin",
      fix: "add calendars: { default: { kind: gregorian, timeZone: Europe/Berlin } }",
    },
  ];
}
