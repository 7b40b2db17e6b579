import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  GRAINS,
  addDuration,
  dateStartsAt,
  exampleLabel,
  lastCompletePeriod,
  localDate,
  parsePeriod,
  periodBeginsAt,
  periodContaining,
  periodEndsAt,
  periodsBetween,
  shiftPeriod,
} from "./period.ts";

const at = (text: string): number => Date.parse(text);

describe("a period label", () => {
  it.each([
    ["2026", "year", "2026-01-01", "2026-12-31"],
    ["2026-Q1", "quarter", "2026-01-01", "2026-03-31"],
    ["2026-Q4", "quarter", "2026-10-01", "2026-12-31"],
    ["2024-02", "month", "2024-02-01", "2024-02-29"],
    ["2026-W01", "week", "2025-12-29", "2026-01-04"],
    ["2020-W53", "week", "2020-12-28", "2021-01-03"],
    ["2026-W53", "week", "2026-12-28", "2027-01-03"],
    ["2024-02-29", "day", "2024-02-29", "2024-02-29"],
  ] as const)("%s is a %s that runs to its own end", (...[label, grain, start, end]) => {
    expect(parsePeriod(label, grain)).toEqual({ grain, label, start, end });
  });

  it.each([
    ["2026-13", "month"],
    ["2026-00", "month"],
    ["2026-9", "month"],
    ["2026-09-01", "month"],
    ["2026-Q5", "quarter"],
    ["2026-Q0", "quarter"],
    ["2025-W53", "week"],
    ["2026-W00", "week"],
    ["2026-W54", "week"],
    ["2023-02-29", "day"],
    ["26", "year"],
    ["２０２６", "year"],
    ["2026\n", "year"],
    ["", "day"],
  ] as const)("%j is no %s", (label, grain) => {
    expect(parsePeriod(label, grain)).toBeUndefined();
  });

  it("of each grain's example reads back", () => {
    for (const grain of GRAINS)
      expect(parsePeriod(exampleLabel(grain), grain)?.label).toBe(exampleLabel(grain));
  });
});

const dates = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const grains = fc.constantFrom(...GRAINS);

describe("periods", () => {
  it("contain the date they were asked for, and read back from their label", () => {
    fc.assert(
      fc.property(dates, grains, (date, grain) => {
        const period = periodContaining(date, grain);
        expect(period.start <= date && date <= period.end).toBe(true);
        expect(parsePeriod(period.label, grain)).toEqual(period);
      }),
    );
  });

  it("follow each other without a gap, and shift back to where they were", () => {
    fc.assert(
      fc.property(dates, grains, fc.integer({ min: -60, max: 60 }), (date, grain, count) => {
        const period = periodContaining(date, grain);
        expect(shiftPeriod(shiftPeriod(period, count), -count)).toEqual(period);
        const next = shiftPeriod(period, 1);
        expect(at(next.start) - at(period.end)).toBe(86_400_000);
      }),
    );
  });

  it("between two are counted with both, and none the wrong way round", () => {
    const [january, march] = [
      periodContaining("2026-01-15", "month"),
      periodContaining("2026-03-01", "month"),
    ];
    expect(periodsBetween(january, march).map(({ label }) => label)).toEqual([
      "2026-01",
      "2026-02",
      "2026-03",
    ]);
    expect(periodsBetween(march, january)).toEqual([]);
    expect(periodsBetween(march, march)).toEqual([march]);
  });

  it("end where the next begins, in every zone and season", () => {
    const zones = fc.constantFrom(
      "UTC",
      "America/New_York",
      "Europe/Berlin",
      "America/Sao_Paulo",
      "Pacific/Apia",
    );
    fc.assert(
      fc.property(dates, grains, zones, (date, grain, zone) => {
        const period = periodContaining(date, grain);
        expect(periodEndsAt(period, zone)).toBe(periodBeginsAt(shiftPeriod(period, 1), zone));
      }),
    );
  });
});

describe("instants", () => {
  it("of a local day follow the zone's summer time", () => {
    expect(dateStartsAt("2014-10-01", "America/New_York")).toBe(at("2014-10-01T04:00:00Z"));
    expect(dateStartsAt("2014-12-01", "America/New_York")).toBe(at("2014-12-01T05:00:00Z"));
    const short = periodContaining("2026-03-29", "day");
    expect(periodEndsAt(short, "Europe/Berlin") - periodBeginsAt(short, "Europe/Berlin")).toBe(
      23 * 3_600_000,
    );
    const long = periodContaining("2026-10-25", "day");
    expect(periodEndsAt(long, "Europe/Berlin") - periodBeginsAt(long, "Europe/Berlin")).toBe(25 * 3_600_000);
  });

  it("of a day without midnight begin when its first hour does", () => {
    expect(dateStartsAt("2018-11-04", "America/Sao_Paulo")).toBe(at("2018-11-04T03:00:00Z"));
  });

  it("of a day that the zone never had belong to the day after", () => {
    expect(dateStartsAt("2011-12-30", "Pacific/Apia")).toBe(dateStartsAt("2011-12-31", "Pacific/Apia"));
  });

  it("fall on the local date, not on the UTC one", () => {
    expect(localDate(at("2014-10-01T03:59:59.999Z"), "America/New_York")).toBe("2014-09-30");
    expect(localDate(at("2014-10-01T04:00:00Z"), "America/New_York")).toBe("2014-10-01");
  });

  it("complete a period at its very end and not a millisecond before", () => {
    const end = at("2014-10-01T04:00:00Z");
    expect(lastCompletePeriod(end, "month", "America/New_York").label).toBe("2014-09");
    expect(lastCompletePeriod(end - 1, "month", "America/New_York").label).toBe("2014-08");
  });

  it("move by calendar durations, not by hours", () => {
    const before = at("2026-03-28T12:00:00+01:00");
    expect(addDuration(before, "P1D", "Europe/Berlin")).toBe(at("2026-03-29T12:00:00+02:00"));
    expect(addDuration(before, "PT24H", "Europe/Berlin")).toBe(at("2026-03-29T13:00:00+02:00"));
    expect(addDuration(at("2026-01-31T00:00:00Z"), "P1M", "UTC")).toBe(at("2026-02-28T00:00:00Z"));
  });
});
