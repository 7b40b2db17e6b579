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
  option,
  kind: "target",
  value: 1,
  due_on: null,
  p_hit_now: 0.3,
  p_hit: 0.7,
  line: "goals.g.measure.to: 1",
  assessment: "a",
  external: [],
  event_id: "w",
  log_offset: 2,
  ...changes,
});
const rows = [
  row("target-2"),
  row("pace-2", { kind: "pace", line: null }),
  row("none-date", { kind: "date", value: null, p_hit: null, line: null }),
  row("target-1", { log_offset: 1 }),
];

it.each([
  ["target-3", "unknown_option"],
  ["pace-2", "no_suggestion"],
  ["none-date", "no_suggestion"],
  ["target-1", "outdated"],
])("%s is refused as %s, with what can be decided instead", (option, code) => {
  const problem = { field: "option", code, fix: expect.stringContaining("target-2 (goals.g.measure.to: 1)") };
  expect(() => suggestionOf(rows, { alert: "g-1", option })).toThrow(
    expect.objectContaining({ details: { problems: [expect.objectContaining(problem)] } }),
  );
});

it("what the newest weighing suggests can be decided", () => {
  expect(suggestionOf(rows, { alert: "g-1", option: "target-2" })).toEqual(rows[0]);
});
