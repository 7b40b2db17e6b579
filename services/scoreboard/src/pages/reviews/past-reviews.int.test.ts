import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../../testing/board-under-test.ts";
import type { BoardUnderTest } from "../../testing/board-under-test.ts";
import { smallObservations, smallPlan } from "../../testing/small-deployment.ts";

let board: BoardUnderTest;
beforeAll(async () => {
  const reported = "2014-01-20 10:00:00.000";
  const report = JSON.stringify({
    report: "launch",
    event_id: "launch",
    source: "//test",
    kind: "competitor-launch",
    title: "Rival opens next door",
    happened_at: reported,
    goals: ["otd-2014"],
    actor: "kim",
    recorded_at: reported,
    log_topic: "reviews",
  });
  // The goal's outcome came before anybody concluded the second review.
  const steps = [
    step("r-1 opened", reported, { report: "launch", period: "2013-12", p_hit: 0.6 }),
    step("r-1 reassessed", "2014-02-02 10:00:00.000", { period: "2014-01", p_hit: 0.31 }),
    step("r-1 concluded", "2014-03-05 10:00:00.000", { decision: "keep", said_by: "kim" }),
    step("r-2 opened", reported, { report: "launch", period: "2013-12", p_hit: 0.6 }),
    step("r-2 closed", "2014-03-05 10:00:00.000", { outcome: "miss" }),
  ];
  board = await openBoard({
    records: smallPlan(),
    rows: {
      observation_events: [...smallObservations([93, 94, 96])],
      external_report_events: [report],
      review_events: steps,
    },
  });
});
afterAll(() => board.close());

let offset = 0;
function step(name: `${string} ${string}`, time: string, fields: object): string {
  const [review, step] = name.split(" ");
  const place = { log_topic: "reviews", log_offset: (offset += 1) };
  const what = { review, goal: "otd-2014", step, event_id: `${review}-${step}` };
  return JSON.stringify({ ...what, time, recorded_at: time, ...place, ...fields });
}

const pageOf = async (path: string): Promise<string> =>
  (await board.get(path)).body.replaceAll(/\s+/g, " ").replaceAll("\u00a0", " ");

it("a review at an earlier moment has what was known then: no forecast since, conclusion or outcome of later", async () => {
  const first = await pageOf("/reviews/r-1?asOf=2014-01");
  expect(first).toContain("there is no forecast since");
  expect(first).not.toContain("concluded");
  const second = await pageOf("/reviews/r-1?asOf=2014-02");
  expect(second).toContain("31 % with January 2014, the first forecast since");
  expect(second).not.toContain("concluded");
  expect(await pageOf("/reviews/r-1")).toContain("kim@example.org concluded: keep the goal as it is");
  expect(await pageOf("/reviews/r-2?asOf=2014-02")).not.toContain("before anybody concluded");
  expect(await pageOf("/reviews/r-2")).toContain("The goal was missed before anybody concluded");
});
