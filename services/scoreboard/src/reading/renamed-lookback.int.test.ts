import type { MilepostEvent } from "@milepost/contracts";
import { goalSchema } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { toldLines } from "../testing/period-lines.ts";
import { smallObservations, smallPlan } from "../testing/small-deployment.ts";

let board: BoardUnderTest;

const RENAMED_AT = "2014-05-10T10:00:00.000Z";

function strategy(what: string, id: string, data: object): NewRecord {
  const type = `milepost.${what}.v1`;
  const common = { specversion: "1.0", source: "//test", time: RENAMED_AT, recordedtime: RENAMED_AT };
  return {
    topic: "strategy",
    key: `goal/${id}`,
    event: { ...common, id: `${type}/${id}`, type, data } as unknown as MilepostEvent,
  };
}

/** A goal that is told of live with February and March, gets another id in May, and is missed. */
beforeAll(async () => {
  const measure = { kpi: "otd", from: 90, to: 95, trajectory: "step" };
  const named = { title: "Deliver on time", kind: "annual_goal", owner: "kim", renamedFrom: "otd-2014" };
  const definition = goalSchema.parse({ ...named, window: 2014, measure });
  const id = "on-time-2014";
  const backtest = true;
  board = await openBoard({
    now: "2015-02-01T12:00:00.000Z",
    records: [
      ...smallPlan(),
      strategy("goal.defined", id, { id, definition, effectiveFrom: "2014-05-10", managedBy: "file" }),
      strategy("definition.archived", "otd-2014", { kind: "goal", id: "otd-2014", reason: "renamed" }),
    ],
    rows: {
      observation_events: smallObservations([93, 94, 93, 92]),
      assessment_events: toldLines([
        { goal: "otd-2014", period: "2014-01", asOf: "2014-02-01T05:00:00Z", chance: 0.9, backtest },
        { goal: "otd-2014", period: "2014-02", asOf: "2014-03-01T05:00:20Z", chance: 0.8 },
        { goal: "otd-2014", period: "2014-03", asOf: "2014-04-01T04:00:20Z", chance: 0.2 },
        // Later versions of the model and later lessons say something else of the same past.
        { goal: id, period: "2014-01", asOf: "2014-02-01T05:00:00Z", chance: 0.9, backtest },
        { goal: id, period: "2014-02", asOf: "2014-03-01T05:00:00Z", chance: 0.1, backtest },
        { goal: id, period: "2014-03", asOf: "2014-04-01T04:00:00Z", chance: 0.1, backtest },
      ]),
      goal_closings: [
        JSON.stringify({
          goal: id,
          as_of: "2015-01-01 05:00:00.000",
          recorded_at: "2015-01-01 05:00:00.000",
          outcome: "miss",
          actual: 92,
          target: 95,
          log_topic: "assessments",
          log_offset: 1000,
        }),
      ],
    },
  });
});
afterAll(() => board.close());

it("a renamed goal is looked back on by what people were told live, not by what its new id's backtests say of the same periods", async () => {
  for (const name of ["otd-2014", "on-time-2014"]) {
    const answer = await board.get(`/v1/goals/${name}/lookback`);
    expect(answer.statusCode, name).toBe(200);
    expect(answer.json(), name).toMatchObject({
      first_below: { period: "2014-03", p_hit: 0.2, backtest: false, as_of: "2014-04-01T04:00:20.000Z" },
    });
  }
});
