import { periodContaining, shiftPeriod } from "@milepost/contracts";
import type { PlanFile } from "@milepost/contracts";
import { fillStandardNormal, seededRandom } from "@milepost/forecast";
import { planFileSchema } from "@milepost/contracts";
import type { TestValue } from "./test-deployment.ts";

/** Months of the planted values: 2020-01 to 2023-12. */
export const PLANTED_MONTHS = 48;
const LEAD_MONTHS = 2;

/** Calls make revenue two months later; the weather makes nothing, though the plan says so. */
export const LEADS_PLAN: PlanFile = planFileSchema.parse({
  apiVersion: "milepost/v1",
  calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
  kpis: {
    calls: { ...kpi("Calls made"), drives: [{ kpi: "revenue", effect: "increase", within: 6 }] },
    weather: { ...kpi("Hours of sun"), drives: [{ kpi: "revenue" }] },
    revenue: kpi("Revenue"),
    visits: { ...kpi("Visits"), grain: "week", drives: [{ kpi: "revenue" }] },
  },
});

function kpi(name: string): Readonly<Record<string, unknown>> {
  return { name, unit: "count", behaviour: "flow", grain: "month", direction: "increase" };
}

/** Figures of each month by KPI. */
export function plantedFigures(months: number = PLANTED_MONTHS): Readonly<Record<string, readonly number[]>> {
  const calls = walk("calls", months);
  const noise = normal("revenue noise", months);
  let level = 500;
  const revenue = calls.map((_, month) => {
    const before = (calls[month - LEAD_MONTHS] ?? 0) - (calls[month - LEAD_MONTHS - 1] ?? 0);
    level += (month > LEAD_MONTHS ? 1.5 * before : 0) + (noise[month] ?? 0);
    return level;
  });
  return { calls, weather: walk("weather", months), revenue };
}

/** The label of a month, counted from January 2020. */
export function monthLabel(month: number): string {
  return shiftPeriod(periodContaining("2020-01-01", "month"), month).label;
}

/** The planted values of some months as a source would send them, each known the day after its month. */
export function plantedValues(from: number, to: number): readonly TestValue[] {
  const figures = plantedFigures();
  return Object.entries(figures).flatMap(([id, all]) =>
    all.slice(from, to).map((figure, index) => {
      const period = shiftPeriod(periodContaining("2020-01-01", "month"), from + index);
      const knownAt = `${shiftPeriod(period, 1).start}T06:00:00.000Z`;
      const value = figure.toFixed(6);
      return {
        kpi: id,
        period: period.label,
        periodEnd: period.end,
        kind: "actual" as const,
        value,
        knownAt,
      };
    }),
  );
}

function walk(seed: string, months: number): readonly number[] {
  let [level, change] = [100, 0];
  return normal(seed, months).map((shock) => (level += change = 0.4 * change + shock));
}

/** The first draws are the same however many there are. */
function normal(seed: string, count: number): readonly number[] {
  const draws = new Float64Array(1_000);
  fillStandardNormal(draws, seededRandom(seed));
  return [...draws.subarray(0, count)];
}
