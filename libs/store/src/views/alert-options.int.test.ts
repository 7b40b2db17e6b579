import { afterAll, beforeAll, expect, it } from "vitest";
import { alertOptions } from "../queries/alert-options.ts";
import { optionStanding } from "../queries/option-standing.ts";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

it("a weighing that is appended again after the next one replaces nothing, and none of its options is there twice", async () => {
  const { store } = database;
  const weighed = (step: number, offset: number): readonly string[] =>
    ["date", "target"].map((kind, place) =>
      JSON.stringify({
        alert: "a",
        goal: "g",
        event_id: `a-options-${step}`,
        option: `${kind}-${step}`,
        kind,
        place,
        log_offset: offset,
      }),
    );
  await store.insert("option_events", [...weighed(1, 10), ...weighed(2, 20), ...weighed(1, 30)]);
  const shown = await store.query(alertOptions({ alert: "a" }));
  expect(shown.filter((row) => row.is_current).map((row) => row.option)).toEqual(["date-2", "target-2"]);
  const standing = await store.query(optionStanding({ alert: "a" }));
  expect(standing.map((row) => row.option)).toEqual(["date-2", "target-2", "date-1", "target-1"]);
});
