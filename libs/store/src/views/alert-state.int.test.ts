import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alerts } from "../queries/alerts.ts";
import { openAlertCount } from "../queries/open-alert-count.ts";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";

const HISTORIES = 400;
const START = Date.parse("2026-10-01T00:00:00Z");

interface Step {
  readonly step: string;
  /** Number of the word it is, or that it is about. */
  readonly word: number;
  readonly at: number;
}

const word = fc.record({
  step: fc.constantFrom("acknowledged", "snoozed"),
  word: fc.nat(3),
  at: fc.nat(3),
});
const effect = fc.record({
  step: fc.constantFrom("woken", "reopened", "recovering", "escalated"),
  /** 4: what waits since the alert was raised. */
  word: fc.nat(4),
  at: fc.constant(0),
});
const end = fc.record({
  step: fc.constantFrom("cleared", "closed"),
  word: fc.constant(0),
  at: fc.constant(0),
});
const history = fc.array(
  fc.oneof({ weight: 4, arbitrary: word }, { weight: 6, arbitrary: effect }, { weight: 1, arbitrary: end }),
  { maxLength: 8 },
);

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

const wordId = (number: number): string => (number === 4 ? "raised" : `word-${number}`);

/** The rule in plain words, beside the one in SQL. */
function stateOf(steps: readonly Step[]): string {
  if (steps.some(({ step }) => step === "closed")) return "closed";
  if (steps.some(({ step }) => step === "cleared")) return "cleared";
  const said = steps
    .filter(({ step }) => step === "acknowledged" || step === "snoozed")
    .toSorted((left, right) => left.at - right.at || left.word - right.word);
  const last = said.at(-1);
  const about = (step: string, number: number): boolean =>
    steps.some((one) => one.step === step && one.word === number);
  if (last === undefined) return about("escalated", 4) ? "escalated" : "open";
  if (!about("woken", last.word) && !about("reopened", last.word)) {
    if (last.step === "snoozed") return "snoozed";
    return about("recovering", last.word) ? "recovering" : "acknowledged";
  }
  if (about("escalated", last.word)) return "escalated";
  return last.step === "snoozed" ? "open" : "reopened";
}

/** A word is one event, so the kind and time that come first are its own. */
function consistent(steps: readonly Step[]): readonly Step[] {
  const words = new Map<number, Step>();
  return steps.map((step) => {
    if (step.step !== "acknowledged" && step.step !== "snoozed") return step;
    const known = words.get(step.word) ?? step;
    words.set(step.word, known);
    return known;
  });
}

test("for any history the table says the state that the rule in plain words says, and counts what waits", async () => {
  const histories = fc.sample(history, { numRuns: HISTORIES, seed: 7 }).map(consistent);
  const lines = histories.flatMap((steps, index) =>
    [{ step: "raised", word: 4, at: 0 }, ...steps].map(({ step, word: about, at }, offset) => {
      const isWord = step === "acknowledged" || step === "snoozed";
      const time = new Date(START + at * 1000).toISOString();
      return JSON.stringify({
        alert: `a-${index}`,
        step,
        goal: `g-${index}`,
        owner: "ann",
        as_of: new Date(START).toISOString(),
        ...(isWord ? {} : { cause: wordId(about) }),
        event_id: isWord ? wordId(about) : `e-${index}-${offset}`,
        time,
        recorded_at: time,
        log_topic: "assessments",
        log_partition: 0,
        log_offset: index * 100 + offset,
      });
    }),
  );
  await database.store.insert("alert_events", lines);
  const rows = await database.store.query(alerts());
  const states = new Map(rows.map(({ alert, state }) => [alert, state]));
  const expected = histories.map(stateOf);
  expect(histories.map((_, index) => states.get(`a-${index}`))).toEqual(expected);
  expect(new Set(expected).size).toBe(8);
  const waiting = expected.filter((state) => ["open", "escalated", "reopened"].includes(state)).length;
  const [counted] = await database.store.query(openAlertCount({ at: START + 10_000 }));
  expect(counted?.waiting).toBe(waiting);
});
