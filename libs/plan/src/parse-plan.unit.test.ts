import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlan, placeProblems } from "./parse-plan.ts";

const HEAD = `apiVersion: milepost/v1
calendars: { default: { kind: gregorian, timeZone: Europe/Berlin } }
people: { plant-lead: { name: Plant lead, email: plant.lead@example.org } }
units: { works: { name: Works } }
kpis:
  otd: { name: On-time delivery, unit: ratio, direction: increase, behaviour: ratio, grain: month, dimensions: [plant] }
  moves: { name: Moves, unit: count, behaviour: flow, grain: week }
goals:
  otd-2026: { kind: annual_goal, title: On time, owner: plant-lead, window: 2026, measure: { kpi: otd, from: 0.8, to: 0.9 } }
`;

interface Found {
  readonly field: string;
  readonly code: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly fix: string | undefined;
}

function problemsOf(text: string): readonly Found[] {
  const parsed = parsePlan(text);
  if (parsed.ok) return [];
  return parsed.problems.map(({ field, code, line, column, fix }) => ({ field, code, line, column, fix }));
}

/** One goal with something changed, on line 10. */
function goal(change: Record<string, unknown>, measure: Record<string, unknown> = {}): string {
  const wrong = {
    kind: "annual_goal",
    title: "Wrong",
    owner: "plant-lead",
    window: 2026,
    measure: { kpi: "otd", to: 0.9, ...measure },
    ...change,
  };
  return `${HEAD}  wrong: ${JSON.stringify(wrong)}\n`;
}

function kpi(change: Record<string, unknown>): string {
  const wrong = { name: "Wrong", unit: "ratio", behaviour: "ratio", grain: "month", ...change };
  return HEAD.replace("goals:", `  wrong: ${JSON.stringify(wrong)}\ngoals:`);
}

describe("a window", () => {
  it("of more days than anybody plans is refused, however long it may be in months", () => {
    const window = { from: "2000-01-01", to: "2050-12-31" };
    expect(problemsOf(goal({ window }))).toEqual([]);
    const daily = goal({ window }).replace("behaviour: ratio, grain: month", "behaviour: ratio, grain: day");
    expect(problemsOf(daily)).toEqual([
      expect.objectContaining({ field: "goals.wrong.window", code: "window_too_long" }),
    ]);
  });
});

describe("a problem that is found after reading", () => {
  it("gets the line and column of its field", () => {
    const problem = { field: "goals.otd-2026.owner", code: "x", message: "m" };
    const [placed] = placeProblems(HEAD, [problem]);
    expect(placed).toEqual({
      ...problem,
      line: 9,
      column: (HEAD.split("\n")[8]?.lastIndexOf("plant-lead") as number) + 1,
    });
  });
});

describe("a plan file", () => {
  it("is read with all defaults filled in", () => {
    const parsed = parsePlan(HEAD);
    expect(parsed.ok && parsed.plan.goals["otd-2026"]).toMatchObject({ weight: 1, commitment: "committed" });
    expect(parsed.ok && parsed.plan.kpis["otd"]).toMatchObject({ calendar: "default", decimals: 2 });
  });

  it("takes the observation and plan of the design document as they stand", () => {
    const text = readFileSync(new URL("fixtures/design.yaml", import.meta.url), "utf8");
    expect(parsePlan(text)).toMatchObject({ ok: true });
  });

  it("tells every problem at once, each with its line, column and way out", () => {
    const text = readFileSync(new URL("fixtures/all-wrong.yaml", import.meta.url), "utf8");
    const expected = [...text.matchAll(/# wrong: (.+)$/gm)].flatMap(([, codes = ""]) => codes.split(", "));
    const found = problemsOf(text);
    expect(found.map(({ code }) => code)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(30);
    const lines = text.split("\n");
    for (const { code, line, column, fix, field } of found) {
      const marked = lines[(line ?? 0) - 1] ?? "";
      expect(marked, `${field} ${code} stands on the line that says so`).toContain(code);
      expect(column).toBeLessThanOrEqual(marked.length);
      expect(fix, `${code} says what to do`).toBeDefined();
    }
  });

  it.each<[string, string, string, string]>([
    ["two owners in a list", goal({ owner: ["plant-lead", "other"] }), "goals.wrong.owner", "two_owners"],
    ["an owner that nobody is", goal({ owner: "plant-led" }), "goals.wrong.owner", "unknown_person"],
    ["a goal without target", goal({}, { to: undefined }), "goals.wrong.measure.to", "no_target"],
    [
      "a goal on a KPI without direction",
      goal({}, { kpi: "moves" }),
      "goals.wrong.measure.kpi",
      "no_direction",
    ],
    [
      "a sum of what cannot be added up",
      goal({}, { evaluation: "cumulative" }),
      "goals.wrong.measure.evaluation",
      "not_additive",
    ],
    [
      "a publication lag that no calendar can count with",
      kpi({ publicationLag: "P99999999Y" }),
      "kpis.wrong.publicationLag",
      "invalid_value",
    ],
    [
      "a window before all calendars",
      goal({ window: { from: "1000-01-01", to: "2026-12-31" } }),
      "goals.wrong.window.from",
      "invalid_value",
    ],
    ["two targets", goal({}, { trajectory: { planned: "latest" } }), "goals.wrong.measure.to", "two_targets"],
    [
      "a range beside a target",
      goal({}, { evaluation: "in-range", range: { lower: 0.8, upper: 0.9 } }),
      "goals.wrong.measure.range",
      "two_targets",
    ],
    [
      "a range beside planned steps",
      goal(
        {},
        {
          to: undefined,
          evaluation: "in-range",
          range: { lower: 0.8, upper: 0.9 },
          trajectory: { phased: { "2026-06": 0.8 } },
        },
      ),
      "goals.wrong.measure.range",
      "two_targets",
    ],
    [
      "a range that begins above its end",
      goal({}, { to: undefined, evaluation: "in-range", range: { lower: 0.9, upper: 0.8 } }),
      "goals.wrong.measure.range",
      "range_wrong_way_round",
    ],
    [
      "a range with a tolerance",
      goal({}, { to: undefined, evaluation: "control", range: { lower: 0.8, upper: 0.9 }, tolerance: 1 }),
      "goals.wrong.measure.tolerance",
      "two_ranges",
    ],
    [
      "to be in a range, and not in which",
      goal({}, { evaluation: "in-range" }),
      "goals.wrong.measure.evaluation",
      "no_range",
    ],
    [
      "a tolerance where more is better",
      goal({}, { tolerance: 0.1 }),
      "goals.wrong.measure.tolerance",
      "range_against_direction",
    ],
    [
      "a tolerance below nothing",
      goal({}, { evaluation: "control", tolerance: -1 }),
      "goals.wrong.measure.tolerance",
      "invalid_value",
    ],
    [
      "a success ratio of a goal that is judged at its due date",
      goal({}, { successRatio: 0.9 }),
      "goals.wrong.measure.successRatio",
      "no_control",
    ],
    ["a goal that is its own parent", goal({ parent: "wrong" }), "goals.wrong.parent", "parent_cycle"],
    [
      "a window the wrong way round",
      goal({ window: { from: "2026-12-31", to: "2026-01-01" } }),
      "goals.wrong.window",
      "window_wrong_way_round",
    ],
    [
      "a window without a whole period",
      goal({ window: { from: "2026-01-02", to: "2026-02-27" } }),
      "goals.wrong.window",
      "window_too_short",
    ],
    [
      "a phase outside the window",
      goal({}, { trajectory: { phased: { "2027-01": 0.9 } } }),
      "goals.wrong.measure.trajectory.phased.2027-01",
      "period_outside_window",
    ],
    ["an unknown key", goal({ ownr: "plant-lead" }), "goals.wrong.ownr", "unknown_key"],
    [
      "a running figure of nothing known",
      kpi({ behaviour: "running", runningOf: "x" }),
      "kpis.wrong.runningOf",
      "unknown_kpi",
    ],
    [
      "a running figure of another grain",
      kpi({ behaviour: "running", runningOf: "moves", unit: "count" }),
      "kpis.wrong.runningOf",
      "invalid_running_of",
    ],
    [
      "an unknown unit of the organisation",
      kpi({ belongsTo: "nowhere" }),
      "kpis.wrong.belongsTo",
      "unknown_unit",
    ],
    ["an unknown calendar", kpi({ calendar: "fiscal" }), "kpis.wrong.calendar", "unknown_calendar"],
    [
      "a chain without a deadline",
      `${HEAD}alerting: { escalateTo: [plant-lead] }\n`,
      "alerting.escalateTo",
      "no_deadline",
    ],
    [
      "a deadline after which nobody is told",
      `${HEAD}alerting: { acknowledgeWithin: P14D }\n`,
      "alerting.acknowledgeWithin",
      "no_escalation",
    ],
    [
      "a successor who leads nowhere",
      `${HEAD}recipients: { plant-lead: { channels: [], successor: plant-led } }\n`,
      "recipients.plant-lead.successor",
      "unknown_person",
    ],
    [
      "a successor of everybody",
      `${HEAD}recipients: { default: { channels: [], successor: plant-lead } }\n`,
      "recipients.default.successor",
      "successor_of_nobody",
    ],
    ["an id with capitals", HEAD.replace("  otd-2026:", "  OTD-2026:"), "goals.OTD-2026", "invalid_id"],
  ])("is refused for %s", (...[, text, field, code]) => {
    expect(problemsOf(text)).toEqual([expect.objectContaining({ field, code })]);
  });

  it("is refused where YAML names an owner twice, at the second", () => {
    const text = HEAD.replace("owner: plant-lead,", "owner: plant-lead, owner: plant-lead,");
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({ field: "goals.otd-2026.owner", code: "two_owners", line: 9, column: 69 }),
    ]);
  });

  it("suggests the name that was meant", () => {
    expect(problemsOf(goal({ ownr: "plant-lead" }))[0]?.fix).toBe("did you mean owner?");
    expect(problemsOf(goal({}, { kpi: "odt" }))[0]?.fix).toBe("did you mean otd?");
    expect(problemsOf(kpi({ behaviour: "averge" }))[0]?.fix).toBe("did you mean average?");
  });

  it("is refused whole when the YAML is broken, circular, empty or nested without end", () => {
    const texts = [
      "[1, 2",
      "kpis: &a { x: *a }",
      "",
      "[".repeat(50_000),
      "- list",
      "x: !tag y",
      "a: &n { b: *n }",
    ];
    for (const text of texts) {
      const found = problemsOf(text);
      expect(found.length).toBeGreaterThan(0);
      expect(found.every(({ line }) => (line ?? 0) >= 1)).toBe(true);
    }
  });

  it("takes sections that are named and empty", () => {
    expect(problemsOf(`${HEAD}scorecards:\nconnectors:\n`)).toEqual([]);
  });

  it("never makes the reader throw, whatever stands in it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 60 }),
        fc.nat({ max: HEAD.length }),
        (text, at) => {
          expect(() => parsePlan(HEAD.slice(0, at) + text + HEAD.slice(at))).not.toThrow();
        },
      ),
    );
  });
});
