import type { MilepostEvent } from "@milepost/contracts";
import { goalSchema } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { smallObservations, smallPlan } from "../testing/small-deployment.ts";

let board: BoardUnderTest;

/** A goal that gets another name in March, and one that becomes private with it. */
beforeAll(async () => {
  board = await openBoard({
    records: [
      ...smallPlan({ kpis: { costs: {} }, goals: { "costs-2014": { title: "Cost less", measure: costs } } }),
      ...renamed("otd-2014", "on-time-2014", { title: "Deliver on time" }),
      ...renamed("costs-2014", "savings-2014", { title: "Cost less", measure: costs, private: true }),
    ],
    rows: { observation_events: smallObservations([93, 94, 96]) },
  });
});
afterAll(() => board.close());

const costs = { kpi: "costs", from: 90, to: 95, trajectory: "step" };
const RENAMED_AT = "2014-03-10T10:00:00.000Z";

function renamed(from: string, id: string, more: object): readonly NewRecord[] {
  const measure = { kpi: "otd", from: 90, to: 95, trajectory: "step" };
  const goal = { kind: "annual_goal", owner: "kim", window: 2014, measure, renamedFrom: from, ...more };
  const definition = goalSchema.parse(goal);
  return [
    strategy("goal.defined", id, { id, definition, effectiveFrom: "2014-03-10", managedBy: "file" }),
    strategy("definition.archived", from, { kind: "goal", id: from, reason: `renamed to ${id}` }),
  ];
}

function strategy(what: string, id: string, data: object): NewRecord {
  const type = `milepost.${what}.v1`;
  const common = { specversion: "1.0", source: "//test", time: RENAMED_AT, recordedtime: RENAMED_AT };
  return {
    topic: "strategy",
    key: `goal/${id}`,
    event: { ...common, id: `${type}/${id}`, type, data } as unknown as MilepostEvent,
  };
}

async function wordsOf(url: string): Promise<string> {
  const { statusCode, body } = await board.get(url);
  expect(statusCode, url).toBe(200);
  return body.replace(/<[^>]*>/gu, " ").replace(/\s+/gu, " ");
}

it("a month before a goal got its name shows it once, and so does every month after it", async () => {
  for (const month of ["2014-01", "2014-02", "2014-03"]) {
    const words = await wordsOf(`/?asOf=${month}`);
    expect(words, month).toContain("1 goal is waiting");
  }
});

it("a link by any of a goal's names leads to it in every month", async () => {
  for (const name of ["otd-2014", "on-time-2014"]) {
    for (const month of ["2014-02", "2014-03"]) {
      const words = await wordsOf(`/kpis/otd?goal=${name}&asOf=${month}`);
      expect(words, `${name} ${month}`).toContain("against 95.0 %");
    }
  }
});

it("a goal that is private under its new name is on no earlier month's page under its old one", async () => {
  expect(await wordsOf("/kpis/costs?asOf=2014-02")).not.toContain("Cost less");
  expect((await board.get("/kpis/costs?goal=costs-2014&asOf=2014-02")).statusCode).toBe(404);
});
