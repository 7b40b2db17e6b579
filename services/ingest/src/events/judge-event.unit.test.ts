import { observationEvent, planFile } from "@milepost/testkit";
import { describe, expect, it } from "vitest";
import { stateOf } from "../testing/rules-of.ts";
import { judgeEvent } from "./judge-event.ts";
import { kpiRulesOf } from "./kpi-rules.ts";

const kpis = kpiRulesOf(stateOf(planFile()));
const now = Date.parse("2026-10-01T06:00:00Z");

/** The problems of one event that differs from a good one. */
function problemsOf(
  data: Record<string, unknown>,
  event: Record<string, unknown> = {},
  more: { demoClockHint?: string } = {},
): readonly { field: string; code: string; fix?: string | undefined; message: string }[] {
  const verdict = judgeEvent(observationEvent({ data, event }), { kpis, now, ...more });
  return verdict.ok ? [] : verdict.problems;
}

const codes = (data: Record<string, unknown>, event: Record<string, unknown> = {}): readonly string[] =>
  problemsOf(data, event).map(({ field, code }) => `${field} ${code}`);

describe("an event that a client posted", () => {
  it("is stamped with when it was recorded, by whom, and what it was judged by", () => {
    const verdict = judgeEvent(observationEvent({ event: { id: "a", runid: "x" } }), { kpis, now });
    expect(verdict).toMatchObject({ ok: true, record: { topic: "observations", key: "revenue/" } });
    expect(verdict.ok && verdict.record.event).toEqual({
      specversion: "1.0",
      id: "a",
      source: "//test/erp",
      type: "milepost.observation.recorded.v1",
      time: "2026-10-01T06:00:00.000Z",
      actor: "api",
      recordedtime: "2026-10-01T06:00:00.000Z",
      data: {
        kpi: "revenue",
        series: {},
        period: "2026-09",
        kind: "actual",
        value: "12.5",
        unit: "count",
        completeness: "complete",
        judged: {
          rules: "2",
          kpiVersion: 1,
          grain: "month",
          periodStart: "2026-09-01",
          periodEnd: "2026-09-30",
          periodEndsAt: "2026-09-30T22:00:00.000Z",
          seriesSource: "",
        },
      },
    });
  });

  it("is written in one order, whatever the client's, by which the log's readers know it at a glance", () => {
    const { data, id, ...others } = observationEvent({ event: { id: "a", subject: "s" } });
    const { value, kpi, ...rest } = data as Record<string, unknown>;
    const turned = { data: { value, ...rest, kpi, knownAt: "2026-10-01T05:00:00Z" }, ...others, id };
    const verdict = judgeEvent(turned, { kpis, now });
    expect(verdict.ok && JSON.stringify(verdict.record.event)).toBe(
      '{"specversion":"1.0","id":"a","source":"//test/erp","type":"milepost.observation.recorded.v1","subject":"s",' +
        '"time":"2026-10-01T06:00:00.000Z","actor":"api","recordedtime":"2026-10-01T06:00:00.000Z",' +
        '"data":{"kpi":"revenue","series":{},"period":"2026-09","kind":"actual","value":"12.5","unit":"count",' +
        '"completeness":"complete","knownAt":"2026-10-01T05:00:00.000Z","judged":{"rules":"2","kpiVersion":1,' +
        '"grain":"month","periodStart":"2026-09-01","periodEnd":"2026-09-30",' +
        '"periodEndsAt":"2026-09-30T22:00:00.000Z","seriesSource":""}}}',
    );
  });

  it("of an unknown KPI is rejected, and the fix names the nearest one", () => {
    const [problem] = problemsOf({ kpi: "revenu" });
    expect(problem).toMatchObject({ field: "data.kpi", code: "unknown_kpi" });
    expect(problem?.fix).toBe('did you mean "revenue"?');
  });

  it("with a unit that does not fit is rejected, and the fix names the KPI's unit", () => {
    const [problem] = problemsOf({ unit: "miles" });
    expect(problem).toMatchObject({ field: "data.unit", code: "unit_mismatch" });
    expect(problem?.fix).toContain('"count"');
  });

  it.each(["NaN", "Infinity", "-Infinity", "1e99999", "", "twelve", "0x10", "1,5", true, [], {}])(
    "with the value %j is rejected, because it is no finite decimal",
    (value) => {
      expect(codes({ value })).toEqual(["data.value invalid"]);
    },
  );

  it("with more digits than the tables hold is rejected", () => {
    expect(codes({ value: "0.1234567891" })).toEqual(["data.value invalid"]);
    expect(codes({ value: "123456789012345678901234567890" })).toEqual(["data.value invalid"]);
    expect(codes({ value: "12345678901234567890123456789.123456789" })).toEqual([]);
  });

  it("without a value is rejected, because unknown is not 0", () => {
    const [problem] = problemsOf({ value: null });
    expect(problem).toMatchObject({ field: "data.value", code: "missing" });
    expect(problem?.fix).toContain("unknown is not 0");
  });

  it("with a period off the KPI's grain is rejected, and the fix says the form", () => {
    for (const period of ["2026-09-03", "2026-Q3", "2026", "2026-13", "2026-W36"]) {
      const [problem] = problemsOf({ period });
      expect(problem).toMatchObject({ field: "data.period", code: "period_off_grain" });
      expect(problem?.fix).toBe("write the month as 2026-09");
    }
  });

  it("of a period that has begun in the KPI's zone is accepted, of one that has not is rejected", () => {
    expect(codes({ period: "2026-10" })).toEqual([]);
    expect(codes({ period: "2026-11" })).toEqual(["data.period period_not_begun"]);
    const berlinMidnight = Date.parse("2026-09-30T22:00:00Z");
    const early = (at: number) =>
      judgeEvent(observationEvent({ data: { period: "2026-10" }, event: { time: "2026-09-01T00:00:00Z" } }), {
        kpis,
        now: at,
      }).ok;
    expect(early(berlinMidnight)).toBe(true);
    expect(early(berlinMidnight - 1)).toBe(false);
  });

  it("may plan or expect a value of a future period", () => {
    expect(codes({ period: "2027-01", kind: "planned" })).toEqual([]);
    expect(codes({ period: "2027-01", kind: "forecast" })).toEqual([]);
  });

  it("may be a minute ahead of the clock, and not more", () => {
    expect(codes({}, { time: "2026-10-01T06:01:00Z" })).toEqual([]);
    expect(codes({}, { time: "2026-10-01T06:01:00.001Z" })).toEqual(["time ahead_of_clock"]);
    expect(codes({ knownAt: "2026-10-02T00:00:00Z" })).toEqual(["data.knownAt ahead_of_clock"]);
  });

  it("counts by the millisecond: what is finer is cut, so that the same event is the same again", () => {
    const stampedAs = (time: string): unknown => {
      const verdict = judgeEvent(observationEvent({ data: { knownAt: time }, event: { id: "a", time } }), {
        kpis,
        now,
      });
      return verdict.ok ? verdict.record.event : verdict.problems;
    };
    const cut = stampedAs("2026-10-01T05:00:00.123Z");
    expect(cut).toMatchObject({ time: "2026-10-01T05:00:00.123Z" });
    for (const time of ["05:00:00.1234Z", "05:00:00.123999999Z", "07:00:00.123456+02:00"]) {
      expect(stampedAs(`2026-10-01T${time}`)).toEqual(cut);
    }
  });

  it("that is ahead of a demo's clock is told that clock and how to move it", () => {
    const hint = "run `npx milepost demo next-month`";
    const [problem] = problemsOf({}, { time: "2026-11-01T00:00:00Z" }, { demoClockHint: hint });
    expect(problem?.message).toContain("2026-10-01T06:00:00.000Z");
    expect(problem?.fix).toContain(hint);
  });

  it("names exactly the KPI's dimensions, or none for a reported total", () => {
    const parts = { kpi: "on-time-delivery", value: "0.9" };
    expect(codes({ ...parts, series: { plant: "ulm" } })).toEqual([]);
    expect(codes({ ...parts, series: { plant: "u".repeat(201) } })).toEqual(["data.series.plant too_long"]);
    expect(codes(parts)).toEqual(["data.series total_is_derived"]);
    expect(codes({ ...parts, series: { store: "ulm" } })).toEqual(["data.series.store undeclared_dimension"]);
    expect(codes({ series: { plant: "ulm" } })).toEqual(["data.series.plant undeclared_dimension"]);
  });

  const inPlant = (plant: string) => problemsOf({ kpi: "on-time-delivery", value: "0.9", series: { plant } });

  it.each(["Ulm ", " Ulm", "Ulm\n", "\u00a0Ulm"])(
    "of the member %j is rejected: it would be a series of its own beside Ulm",
    (plant) => {
      expect(inPlant(plant)).toEqual([
        {
          field: "data.series.plant",
          code: "bad_member",
          message: 'the member begins or ends with a blank, and would stand beside "Ulm" as another one',
          fix: 'send it as "Ulm"',
        },
      ]);
    },
  );

  it.each(["u\nlm", "\u0000", "ulm\u0085x", "=", "a,b", "", " ", "ulm\ud800"])(
    "of the member %j is rejected once, with the field and the fix",
    (plant) => {
      const problems = inPlant(plant);
      expect(problems.map(({ field }) => field)).toContain("data.series.plant");
      expect(problems.every(({ fix }) => fix !== undefined)).toBe(true);
      expect(problems).toHaveLength(1);
    },
  );

  it.each([
    ["Ko\u0308ln", "normal form C"],
    ["\u212bngstr\u00f6m", "normal form C"],
    ["Ulm\u00a0S\u00fcd", "U+00A0"],
    ["Ulm\u2009S\u00fcd", "U+2009"],
    ["Ulm\u3000S\u00fcd", "U+3000"],
    ["U\u200blm", "U+200B"],
    ["U\u00adlm", "U+00AD"],
    ["\u202eUlm", "U+202E"],
    ["U\u200dlm", "U+200D"],
    ["Ulm\u200d", "U+200D"],
    ["U\u{e0061}lm", "U+E0061"],
  ])("of the member %j is rejected: nobody can see what sets it apart, %s", (plant, why) => {
    expect(inPlant(plant)).toMatchObject([{ field: "data.series.plant", code: "bad_member" }]);
    expect(inPlant(plant)[0]?.message).toContain(why);
  });

  it.each(["Köln am Rhein", "東京", "🏭 1", "a-b/c", "می\u200cخواهم", "क्\u200dष", "Việt Nam", "서울"])(
    "of the member %j is accepted",
    (plant) => {
      expect(inPlant(plant)).toEqual([]);
    },
  );

  it.each(["ulm ", "Ko\u0308ln", "Ulm\u00a0S\u00fcd"])(
    "may take back what was said under the member %j, which is not taken any more",
    (plant) => {
      const data = { kpi: "on-time-delivery", period: "2026-09", series: { plant } };
      const event = { ...observationEvent(), type: "milepost.observation.retracted.v1", data };
      const record = { event: { data: { series: { plant } } } };
      expect(judgeEvent(event, { kpis, now })).toMatchObject({ ok: true, record });
    },
  );

  it("names nothing __proto__, which would be dropped: the value of a part would count as the total's", () => {
    const named = JSON.parse('{ "__proto__": "ulm" }') as Record<string, string>;
    expect(codes({ series: named })).toEqual(["data.series.__proto__ bad_name"]);
    expect(codes({ note: [{ of: named }] })).toEqual(["data.note.0.of.__proto__ bad_name"]);
    expect(codes({}, named)).toEqual(["__proto__ bad_name"]);
  });

  it("holds no control characters in its attributes, and half a surrogate pair nowhere", () => {
    expect(codes({}, { id: "a\u0000" })).toEqual(["id control_character"]);
    expect(codes({}, { source: "//erp\n", subject: "a\tb" })).toEqual([
      "source control_character",
      "subject control_character",
    ]);
    expect(codes({ note: { of: ["fine", "\udc00"] } }, { id: "a\ud800" })).toEqual([
      "id not_unicode",
      "data.note.of.1 not_unicode",
    ]);
    expect(codes({ note: "two\nlines 🙂" }, { id: "ä-🙂" })).toEqual([]);
  });

  it("is told everything that is wrong with it at once", () => {
    expect(codes({ unit: "miles", period: "2026-Q3" }, { time: "2030-01-01T00:00:00Z" })).toEqual([
      "time ahead_of_clock",
      "data.unit unit_mismatch",
      "data.period period_off_grain",
    ]);
    expect(codes({ period: 7, value: "x" }, { id: "", time: "yesterday" })).toEqual([
      "id invalid",
      "time invalid",
      "data.period invalid",
      "data.value invalid",
    ]);
  });

  it("of a type that clients may not post is rejected, and the answer says which they may", () => {
    const typed = (type: unknown) => codes({}, { type });
    expect(typed("com.example.order")).toEqual(["type not_taken_yet"]);
    expect(typed("milepost.goal.closed.v1")).toEqual(["type not_for_clients"]);
    expect(typed("milepost.observation.recorded.v9")).toEqual(["type unknown_type"]);
    expect(typed(undefined)).toEqual(["type missing"]);
    for (const nothing of [null, 7, "x", []]) {
      const verdict = judgeEvent(nothing, { kpis, now });
      expect(verdict.ok ? [] : verdict.problems).toMatchObject([{ code: "not_an_event" }]);
    }
  });

  it("may take a value back", () => {
    const { value: _value, ...data } = { kpi: "revenue", period: "2026-09", value: "" };
    const event = { ...observationEvent(), type: "milepost.observation.retracted.v1", data };
    const verdict = judgeEvent(event, { kpis, now });
    expect(verdict.ok && verdict.record.event.type).toBe("milepost.observation.retracted.v1");
  });
});
