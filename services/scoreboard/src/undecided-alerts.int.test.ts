import type { MilepostEvent } from "@milepost/contracts";
import { goalSchema } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "./testing/board-under-test.ts";
import type { BoardUnderTest } from "./testing/board-under-test.ts";
import { endedGoalLines } from "./testing/ended-goals.ts";
import type { EndedRow } from "./testing/ended-goals.ts";
import { smallObservations, smallPlan } from "./testing/small-deployment.ts";

const GOALS = Array.from({ length: 30 }, (_, index) => `g-${index}`);
const NOTHING = [
  { measure: "precision", value: null, outcomes: 0 },
  { measure: "recall", value: null, outcomes: 0 },
  { measure: "median_lead", value: null, outcomes: 0 },
];
let board: BoardUnderTest;
let offset = 0;

/** Goals of 2013 that all missed, of whose past March alone is assessed. */
beforeAll(async () => {
  board = await openBoard({
    records: [...smallPlan(), ...GOALS.map(definitionOf)],
    rows: { observation_events: smallObservations([93, 94, 96]), ...linesOf([3]) },
  });
});
afterAll(() => board.close());

function definitionOf(id: string): NewRecord {
  const time = "2014-01-01T05:00:00.000Z";
  const measure = { kpi: "otd", from: 90, to: 95, trajectory: "step" };
  const goal = { kind: "annual_goal", title: "Deliver on time", owner: "kim", window: 2013, measure };
  const data = { id, definition: goalSchema.parse(goal), effectiveFrom: "2013-01-01", managedBy: "file" };
  const common = { specversion: "1.0", source: "//test", time, recordedtime: time };
  const event = { ...common, id, type: "milepost.goal.defined.v1", data };
  return { topic: "strategy", key: `goal/${id}`, event: event as unknown as MilepostEvent };
}

function linesOf(
  months: readonly number[],
  fields: Partial<EndedRow> = {},
): ReturnType<typeof endedGoalLines> {
  const rows = months.flatMap((month) =>
    GOALS.map((goal) => ({ goal, hit: false, month, chance: 0.1, ...fields })),
  );
  offset += 1_000;
  return endedGoalLines(rows, offset);
}

async function assess(months: readonly number[], fields: Partial<EndedRow> = {}): Promise<void> {
  for (const [table, lines] of Object.entries(linesOf(months, fields)))
    if (lines.length > 0) await board.database.store.insert(table, lines);
}

async function measured(asked = board): Promise<unknown> {
  const answer = await asked.get("/v1/capabilities");
  const { outputs } = answer.json<{ outputs: { output: string; measured: unknown }[] }>();
  return outputs.find(({ output }) => output === "alert")?.measured;
}

async function textOf(url: string, asked = board): Promise<string> {
  const { body } = await asked.get(url);
  return body.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}

it("goals whose past is not assessed count neither as alerted nor as not alerted", async () => {
  expect(await measured()).toEqual(NOTHING);
  const record = await textOf("/track-record");
  expect(record).toContain("not decided yet whether 30 goals that ended were alerted");
  expect(record).not.toContain("(recall)");
  expect(await textOf("/capabilities")).toContain("not decided yet: 30 goals that ended");
});

it("an open goal whose past is not assessed may have an alert that nobody knows of yet", async () => {
  expect(await textOf("/alerts")).toContain(
    "Alerts of March 2014 are not decided yet: the past of 1 goal is still being assessed.",
  );
});

it("once all of their past is assessed they count, but not while what was assessed is still to be decided on", async () => {
  await assess([1, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(await measured()).toMatchObject([{}, { measure: "recall", value: 0, outcomes: 30 }, {}]);
  expect(await textOf("/track-record")).toContain("of the 30 misses were alerted before their due period");
  const filling = await openBoard({ on: board, parts: { progress: () => ({ assessed: 329, total: 330 }) } });
  expect(await measured(filling)).toEqual(NOTHING);
  await filling.close();
});

it("a past that another version has yet to assess is not whole", async () => {
  await assess([11], { modelVersion: "8" });
  expect(await measured()).toEqual(NOTHING);
  await assess([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { modelVersion: "8" });
  expect(await measured()).toMatchObject([{}, { measure: "recall", value: 0, outcomes: 30 }, {}]);
});
