import { goalSchema, kpiSchema } from "@milepost/contracts";
import { describe, expect, it } from "vitest";
import { pastPeriods } from "./past-periods.ts";
import type { EndedGoal } from "./past-periods.ts";

const kpi = (fields: object) =>
  kpiSchema.parse({ name: "Output", unit: "count", behaviour: "stock", grain: "month", ...fields });
const goal = goalSchema.parse({
  kind: "initiative",
  title: "Output",
  owner: "ann",
  window: { from: "2014-01-01", to: "2014-02-28" },
  measure: { kpi: "output", to: 10 },
});
const ended = (fields: object = {}): EndedGoal => ({
  goal,
  kpi: kpi(fields),
  timeZone: "UTC",
  endedAt: Date.parse("2014-03-05T00:00:00Z"),
});
const reading = (period_label: string, known_at: string, value: string | null = "1") => ({
  kind: "actual" as const,
  period_label,
  value,
  known_at,
  event_id: `${period_label} ${known_at}`,
});

describe("pastPeriods", () => {
  it("gives each period its first value, and nothing that came after the goal had ended or was withdrawn", () => {
    const readings = [
      reading("2014-01", "2014-02-03T00:00:00Z"),
      reading("2014-01", "2014-02-02T00:00:00Z"),
      reading("2014-02", "2014-03-01T00:00:00Z", null),
      reading("2014-02", "2014-03-06T00:00:00Z"),
    ];
    const periods = pastPeriods(ended(), { made: [{ id: "m", period: "2014-02" }], readings });
    expect(
      periods?.map(({ period, first, assessment }) => [period, first?.event ?? null, assessment]),
    ).toEqual([
      ["2014-01", "2014-01 2014-02-02T00:00:00Z", null],
      ["2014-02", null, "m"],
    ]);
  });

  it("waits for a value as long as the plan says, else until the next period is over", () => {
    const dueOf = (fields: object): string | undefined => {
      const [january] = pastPeriods(ended(fields), { made: [], readings: [] }) ?? [];
      return january && new Date(january.dueAt).toISOString().slice(0, 10);
    };
    expect(dueOf({})).toBe("2014-03-01");
    expect(dueOf({ publicationLag: "P10D" })).toBe("2014-02-11");
    expect(dueOf({ publicationLag: "P10D", expectedFreshness: "P12D" })).toBe("2014-02-13");
  });

  it("says nothing of a total that is worked out from other series", () => {
    expect(pastPeriods(ended({ total: "derived" }), { made: [], readings: [] })).toBeNull();
  });
});
