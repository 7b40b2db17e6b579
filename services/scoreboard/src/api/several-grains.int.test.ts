import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { smallObservations, smallPlan } from "../testing/small-deployment.ts";

/** What was reported of the year that has not ended. */
function soFar(): string {
  const row = JSON.parse(smallObservations([7], "yearly")[0] ?? "{}") as object;
  const period = {
    grain: "year",
    period_label: "2014",
    period_start: "2014-01-01",
    period_end: "2014-12-31",
  };
  return JSON.stringify({ ...row, ...period, period_ends_at: "2015-01-01 05:00:00.000", log_offset: 9 });
}

let board: BoardUnderTest;
beforeAll(async () => {
  board = await openBoard({
    records: smallPlan({
      kpis: { yearly: { name: "Yearly", grain: "year" } },
      goals: { "of-year": { title: "Of the year", measure: { kpi: "yearly", from: 0, to: 10 } } },
      scorecards: { both: { layout: "perspectives", items: [{ goal: "otd-2014" }, { goal: "of-year" }] } },
    }),
    rows: { observation_events: [...smallObservations([93, 94, 96]), soFar()] },
  });
});
afterAll(() => board.close());

it("an open goal whose first period is not over is unknown on its scorecard, not absent", async () => {
  const answer = await board.get("/v1/scorecards/both?asOf=2014-03");
  const { rows } = answer.json<{ rows: readonly { level: string; id: string }[] }>();
  expect(rows.find(({ id }) => id === "of-year")).toMatchObject({ score: null, coverage: 0 });
  expect(rows.find(({ level }) => level === "scorecard")).toMatchObject({
    coverage: 0.5,
    items: 2,
    unknown_items: 1,
  });
  const page = await board.get("/scorecard?scorecard=both&asOf=2014-03");
  expect(page.body).toContain("1 of 2 goals is unknown");
  expect(page.body).toContain("no period of its window is over yet");
});
