import type { Goal, Kpi } from "@milepost/contracts";
import { addDuration, cadenceDuration, exampleLabel, parsePeriod, windowDates } from "@milepost/contracts";
import { goalPeriods } from "@milepost/scoring";
import { ANY_WINDOW } from "../read-shape.ts";
import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownReference } from "./finding.ts";
import { targetFindings } from "./targets.ts";

/** What a goal may not say, and whom it may not name. */
export function goalFindings(shape: PlanShape): readonly Finding[] {
  return Object.entries(shape.plan.goals).flatMap(([id, goal]) => {
    const path = (...fields: readonly (string | number)[]): Finding["path"] => ["goals", id, ...fields];
    const { kpis } = shape.plan;
    const kpi = Object.hasOwn(kpis, goal.measure.kpi) ? kpis[goal.measure.kpi] : undefined;
    return [
      ...unknownReference(shape, "people", { id: goal.owner, path: path("owner") }),
      ...goal.contributors.flatMap((person, index) =>
        unknownReference(shape, "people", { id: person, path: path("contributors", index) }),
      ),
      ...unknownReference(shape, "goals", { id: goal.parent, path: path("parent") }),
      ...unknownReference(shape, "units", { id: goal.team, path: path("team") }),
      ...unknownReference(shape, "kpis", { id: goal.measure.kpi, path: path("measure", "kpi") }),
      ...cadenceFindings(goal, path),
      ...targetFindings(goal, kpi, path),
      ...windowFindings(goal, kpi, path),
      ...(kpi === undefined ? [] : measureFindings(goal, kpi, path)),
    ];
  });
}

/** Nobody looks at a goal more often than once a day. */
function cadenceFindings({ cadence, grace }: Goal, path: PathOf): readonly Finding[] {
  if (cadence === undefined) {
    if (grace === undefined) return [];
    const message = "grace has no effect: nothing says how often people look at the goal";
    return [{ path: path("grace"), code: "no_cadence", message, fix: "add cadence, such as monthly" }];
  }
  if (addDuration(0, cadenceDuration(cadence), "UTC") >= DAY_MS) return [];
  const message = `${cadence} is too short for people to look at a goal`;
  return [
    { path: path("cadence"), code: "too_short", message, fix: "give at least a day (P1D), such as weekly" },
  ];
}

type PathOf = (...fields: readonly (string | number)[]) => Finding["path"];

function windowFindings(goal: Goal, kpi: Kpi | undefined, path: PathOf): readonly Finding[] {
  const { from, to } = windowDates(goal.window);
  if (to < from) {
    const message = `the window ends (${to}) before it begins (${from})`;
    const fix = "exchange from and to";
    return [{ path: path("window"), code: "window_wrong_way_round", message, fix }];
  }
  if (kpi === undefined) return [];
  if (isTooLong(from, to, kpi)) {
    const message = `the window ${from} to ${to} holds more than ${MAX_PERIODS} ${kpi.grain}s`;
    return [{ path: path("window"), code: "window_too_long", message, fix: "make it shorter" }];
  }
  if (goalPeriods(goal, kpi).length > 0) return [];
  const message = `the window ${from} to ${to} holds no whole ${kpi.grain}, the KPI's grain`;
  return [
    { path: path("window"), code: "window_too_short", message, fix: `let it span at least one ${kpi.grain}` },
  ];
}

/** Each period of a window is worked out again and again; eleven years of days are enough for a goal. */
const MAX_PERIODS = 4_000;
const DAY_MS = 86_400_000;

function isTooLong(from: string, to: string, { grain }: Kpi): boolean {
  if (from === ANY_WINDOW.from && to === ANY_WINDOW.to) return false;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return grain === "day" ? days > MAX_PERIODS : grain === "week" && days / 7 > MAX_PERIODS;
}

function measureFindings(goal: Goal, kpi: Kpi, path: PathOf): readonly Finding[] {
  const { measure } = goal;
  const found: Finding[] = [];
  if (kpi.direction === undefined) {
    found.push({
      path: path("measure", "kpi"),
      code: "no_direction",
      message: `KPI "${measure.kpi}" does not say which way is better, so no goal may measure it`,
      fix: "give the KPI a direction: increase, decrease or maintain",
    });
  }
  if (measure.evaluation === "cumulative" && kpi.behaviour !== "flow") {
    found.push({
      path: path("measure", "evaluation"),
      code: "not_additive",
      message: `values of "${measure.kpi}" (behaviour ${kpi.behaviour}) cannot be added up: only those of a flow can`,
      fix: "set evaluation: average or at-due, or let the goal measure a flow",
    });
  }
  for (const dimension of Object.keys(measure.series)) {
    if (kpi.dimensions.includes(dimension)) continue;
    const message = `KPI "${measure.kpi}" has no dimension "${dimension}"`;
    const fix =
      kpi.dimensions.length === 0 ? "remove series" : `its dimensions: ${kpi.dimensions.join(", ")}`;
    found.push({
      path: path("measure", "series", dimension),
      code: "unknown_dimension",
      message,
      fix,
      at: "key",
    });
  }
  return [...found, ...phaseFindings(goal, kpi, path)];
}

function phaseFindings(goal: Goal, kpi: Kpi, path: PathOf): readonly Finding[] {
  const { trajectory } = goal.measure;
  if (typeof trajectory !== "object" || !("phased" in trajectory)) return [];
  const { from, to } = windowDates(goal.window);
  return Object.keys(trajectory.phased).flatMap((label): readonly Finding[] => {
    const place = { path: path("measure", "trajectory", "phased", label), at: "key" } as const;
    const period = parsePeriod(label, kpi.grain);
    if (period === undefined) {
      const message = `"${label}" is no ${kpi.grain}, the KPI's grain`;
      return [{ ...place, code: "invalid_period", message, fix: `write it as ${exampleLabel(kpi.grain)}` }];
    }
    if (period.start >= from && period.end <= to) return [];
    const message = `"${label}" lies outside the goal's window ${from} to ${to}`;
    return [{ ...place, code: "period_outside_window", message, fix: "remove it, or widen the window" }];
  });
}
