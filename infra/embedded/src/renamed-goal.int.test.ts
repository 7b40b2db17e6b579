import { planFile, temporaryFolder } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { startDeployment } from "./deployment-under-test.fixture.ts";
import type { MovedDeployment } from "./judged-deployment.fixture.ts";
import { monthsOf, moved } from "./judged-deployment.fixture.ts";

/** Two goals that hardly anybody reaches any more, of which people say the same; one of them gets another id. */
const folder = temporaryFolder();
const NOW = "2014-05-01T12:00:00Z";
const BY = { "milepost-actor": "ann" };
let under: DeploymentUnderTest;
let move: MovedDeployment;

const goal = {
  kind: "annual_goal",
  title: "Raise output",
  owner: "ann",
  window: 2014,
  cadence: "monthly",
  measure: { kpi: "output", from: 100, to: 130, evaluation: "at-due" },
};

function plan(goals: Readonly<Record<string, object>>): object {
  return planFile({
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: { ann: { name: "Ann", email: "ann@example.org" } },
    kpis: {
      output: { name: "Output", unit: "count", direction: "increase", behaviour: "stock", grain: "month" },
    },
    goals,
    scorecards: {},
    alerting: { raiseBelow: 0.5, clearAbove: 0.65 },
  });
}

async function apply(goals: Readonly<Record<string, object>>): Promise<void> {
  const { status, body } = await under.call("POST /v1/plans", plan(goals));
  if (status !== 200) throw new Error(JSON.stringify(body));
}

type Items = readonly Readonly<Record<string, unknown>>[];
const itemsOf = async (path: string): Promise<Items> =>
  (await under.call(`GET ${path}`)).body["items"] as Items;

beforeAll(async () => {
  under = await startDeployment(folder.path, NOW);
  move = moved(under);
  const stays = { ...goal, title: "Stays" };
  await apply({ old: goal, stays });
  const values = monthsOf("2011-01", "2014-04").map(
    (month, index) => [month, 100 + ((index * 7) % 9)] as const,
  );
  await move.push("output", values);
  await move.at(NOW);
  await under.embedded.predict.fillHistory();
  await under.caughtUp();
  const says = { says: "hit", reason: "contract", until: "2014-07-01" };
  for (const id of ["old", "stays"]) {
    await under.call(`POST /v1/goals/${id}/check-ins`, { confidence: 8, comment: "sure" }, BY);
    await under.call(`POST /v1/goals/${id}/overrides`, says, BY);
  }
  const reported = { kind: "launch", title: "Rival", goals: ["old", "stays"] };
  const envelope = { specversion: "1.0", id: "report", source: "//test", time: "2014-05-01T09:00:00Z" };
  await under.call("POST /v1/events", { ...envelope, type: "milepost.external.reported.v1", data: reported });
  await vi.waitFor(
    async () => {
      if ((await itemsOf("/v1/reviews")).length < 2) throw new Error("the reviews are not opened");
    },
    { timeout: 60_000 },
  );
  await apply({ fresh: { ...goal, renamedFrom: "old" }, stays });
  await under.embedded.predict.assessNow();
  await under.embedded.predict.fillHistory();
  await under.caughtUp();
});
afterAll(async () => {
  await under.close();
  folder.remove();
});

it("a goal that was renamed keeps what people said of it, its alerts and its review, asked for by any of its ids", async () => {
  for (const id of ["fresh", "old"]) {
    expect((await under.call(`GET /v1/goals/${id}`)).body, id).toMatchObject({
      goal: "fresh",
      check_ins: [{ goal: "old", confidence: 8, comment: "sure" }],
      overrides: [{ goal: "old", says: "hit", reason: "contract" }],
      check_in_due: "2014-06-01T12:00:00.000Z",
    });
    const [alerts, reviews] = [
      await itemsOf(`/v1/alerts?goal=${id}`),
      await itemsOf(`/v1/reviews?goal=${id}`),
    ];
    expect(alerts, id).toMatchObject([{ goal: "old", state: "open" }]);
    expect(reviews, id).toMatchObject([{ goal: "old", status: "open" }]);
  }
  const page = await move.pageOf("/kpis/output?goal=fresh");
  expect(page).toContain("8 of 10");
  expect(page).not.toContain("Nobody has checked in");
  const inbox = await move.pageOf("/alerts");
  expect(inbox).toContain("2 goals are to be looked at now");
});

it("what can be done about its alert names the line of the plan that it has now", async () => {
  const [alert] = await itemsOf("/v1/alerts?goal=fresh");
  const options = await itemsOf(`/v1/alerts/${String(alert?.["alert"])}/options`);
  const lines = options.filter((one) => one["is_current"] === true).map((one) => one["line"]);
  expect(lines).toContainEqual(expect.stringMatching(/^goals\.fresh\./));
  expect(lines).not.toContainEqual(expect.stringMatching(/^goals\.old\./));
});

it("a goal that was renamed ends as one that was not: its review is closed, and words, alerts and the look back count what was said before", async () => {
  const rest = monthsOf("2014-05", "2014-12").map((month) => [month, 101] as const);
  await move.at("2015-01-02T00:00:00Z", { output: rest });
  await under.embedded.predict.fillHistory();
  await under.caughtUp();
  const closed = { status: "closed", outcome: "miss" };
  await expect.poll(() => itemsOf("/v1/reviews"), { timeout: 60_000 }).toMatchObject([closed, closed]);
  const of = async (table: string, columns: string): Promise<unknown> =>
    under.embedded.store.query({
      name: table,
      sql: `SELECT ${columns} FROM ${table} WHERE scope = 'deployment' ORDER BY ALL`,
      params: {},
    });
  expect(await of("judgement_accuracy", "judgement, goals, words")).toEqual([
    { judgement: "check_in", goals: 2, words: 2 },
    { judgement: "override", goals: 2, words: 2 },
  ]);
  const told = (await of("alert_accuracy", "model, goals, alerted, misses, recall")) as Items;
  expect(told.find(({ model }) => model === "")).toEqual({
    model: "",
    goals: 2,
    alerted: 2,
    misses: 2,
    recall: 1,
  });
  const { body } = await under.call("GET /v1/goals/fresh/lookback");
  expect(body["timeline"]).toContainEqual(expect.objectContaining({ what: "raised", backtest: false }));
  expect(JSON.stringify(body["gaps"])).not.toContain("no alert reached anybody");
});
