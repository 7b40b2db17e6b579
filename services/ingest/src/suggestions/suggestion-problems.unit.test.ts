import type { OptionStandingRow } from "@milepost/store/queries/option-standing";
import { expect, it } from "vitest";
import { decidingPerson, suggestionOf } from "./suggestion-problems.ts";

const people = new Map([
  ["ann", { name: "Ann Example", email: "ann@example.org" }],
  ["bob", { name: "Bob", email: "bob@example.org" }],
  ["bob-2", { name: "Bob", email: "bob2@example.org" }],
]);

it("a person of the plan decides, by id, address or a name that only one has", () => {
  expect(["ann", "Ann@Example.org", " ann example "].map((said) => decidingPerson(said, people))).toEqual([
    "ann",
    "ann",
    "ann",
  ]);
  expect(decidingPerson("bob2@example.org", people)).toBe("bob-2");
});

it("nobody else decides: no program, no stranger, no name that two have, and nobody where the plan has no people", () => {
  for (const said of ["api", "cli", "connector:erp", "zoe@example.org", "Bob", ""]) {
    expect(() => decidingPerson(said, people)).toThrow(/needs one to decide/);
  }
  expect(() => decidingPerson("ann", new Map())).toThrow(/needs one to decide/);
});

const row = (option: string, changes: Partial<OptionStandingRow> = {}): OptionStandingRow => ({
  goal: "g",
  option,
  kind: "target",
  value: 1,
  due_on: null,
  p_hit_now: 0.3,
  p_hit: 0.7,
  line: "goals.g.measure.to: 1",
  lead: null,
  lead_test: null,
  level: null,
  from_period: null,
  from_date: null,
  assessment: "a",
  external: [],
  event_id: "w",
  log_offset: 2,
  ...changes,
});
const today = (): string => "2026-10-01";
const goalNow = (goal: string): string => goal;
const leadOf = (option: string, changes: Partial<OptionStandingRow> = {}): OptionStandingRow =>
  row(option, {
    kind: "lead",
    value: -6,
    line: null,
    lead: "vacancies",
    lead_test: "vacancies/otd@1",
    level: 18,
    from_period: "2026-10",
    from_date: "2026-10-01",
    ...changes,
  });
const rows = [
  row("target-2"),
  leadOf("lead-1-2"),
  leadOf("lead-2-2", { from_period: "2026-09", from_date: "2026-09-01" }),
  row("pace-2", { kind: "pace", line: null }),
  row("none-date", { kind: "date", value: null, p_hit: null, line: null }),
  row("target-1", { log_offset: 1 }),
];

it.each([
  ["target-3", "unknown_option"],
  ["pace-2", "no_suggestion"],
  ["none-date", "no_suggestion"],
  ["target-1", "outdated"],
  ["lead-2-2", "too_late"],
])("%s is refused as %s, with what can be decided instead", (option, code) => {
  const problem = { field: "option", code, fix: expect.stringContaining("target-2 (goals.g.measure.to: 1)") };
  expect(() => suggestionOf(rows, { alert: "g-1", option, today, goalNow })).toThrow(
    expect.objectContaining({ details: { problems: [expect.objectContaining(problem)] } }),
  );
});

it("what the newest weighing suggests can be decided", () => {
  expect(suggestionOf(rows, { alert: "g-1", option: "target-2", today, goalNow })).toEqual(rows[0]);
});

it("what was weighed before the goal got its name is refused, as its line would change no goal of the plan; what a lead is to do is not", () => {
  const renamed = { alert: "g-1", today, goalNow: () => "fresh" };
  expect(() => suggestionOf(rows, { ...renamed, option: "target-2" })).toThrow(
    expect.objectContaining({ details: { problems: [expect.objectContaining({ code: "outdated" })] } }),
  );
  expect(suggestionOf(rows, { ...renamed, option: "lead-1-2" })).toMatchObject({ kind: "lead" });
});

it("what a lead is to do can be decided in words, up to the first day of its period", () => {
  const asked = { alert: "g-1", option: "lead-1-2", today, goalNow };
  const line = "vacancies: 6 less than it would otherwise be, from 2026-10 on";
  expect(suggestionOf(rows, asked)).toEqual({ ...rows[1], line });
  expect(() => suggestionOf(rows, { ...asked, today: () => "2026-10-02" })).toThrow(
    /had to begin by 2026-10-01/,
  );
});
