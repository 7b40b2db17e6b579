import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planFile } from "@milepost/testkit";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectSameRebuilt, startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { monthsOf, moved } from "./judged-deployment.fixture.ts";
import type { MovedDeployment } from "./judged-deployment.fixture.ts";

/** Nobody reaches 130 from here. */
const LOW = 100;
const folder = mkdtempSync(join(tmpdir(), "milepost-judgement-"));
let under: DeploymentUnderTest;
let move: MovedDeployment;

const goal = {
  kind: "annual_goal",
  title: "Raise output",
  owner: "ann",
  window: 2014,
  measure: { kpi: "output", from: 100, to: 130, evaluation: "at-due" },
};
const file = {
  kind: "file",
  path: "output.csv",
  kpi: "output",
  period: { column: "month", grain: "month" },
  measures: [{ column: "value" }],
};
const sections = {
  calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
  people: { ann: { name: "Ann", email: "ann@example.org" }, bob: { name: "Bob", email: "bob@example.org" } },
  kpis: {
    output: { name: "Output", unit: "count", direction: "increase", behaviour: "stock", grain: "month" },
  },
  goals: { "output-2014": { ...goal, cadence: "monthly" }, "quiet-2014": { ...goal, checkIns: false } },
  scorecards: {},
  alerting: { raiseBelow: 0.99, clearAbove: 0.999 },
};
const plan = planFile(sections);
const withConnector = planFile({ ...sections, connectors: { file } });

beforeAll(async () => {
  under = await startDeployment(folder, "2014-03-01T12:00:00Z");
  move = moved(under);
  await under.call("POST /v1/plans", plan);
  await move.push(
    "output",
    monthsOf("2011-01", "2014-02").map((month, index) => [month, LOW + ((index * 7) % 9)]),
  );
  await move.at("2014-03-01T12:00:00Z");
});
afterAll(async () => {
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

const checkIn = (body: object, by = "ann"): ReturnType<DeploymentUnderTest["call"]> =>
  under.call("POST /v1/goals/output-2014/check-ins", body, { "milepost-actor": by });
const checkIns = async (): Promise<readonly Record<string, unknown>[]> => {
  const { body } = await under.call("GET /v1/goals/output-2014");
  return body["check_ins"] as Record<string, unknown>[];
};

const dueNow = async (): Promise<unknown> =>
  (await under.call("GET /v1/goals/output-2014")).body["check_in_due"];

it("S-159 disabling check-ins for a goal raises a lint, and an automatic value never marks a check-in as done", async () => {
  for (const query of ["?dryRun=true", ""]) {
    expect(await under.call(`POST /v1/plans${query}`, plan)).toMatchObject({
      status: 200,
      body: {
        lints: [{ severity: "warning", field: "goals.quiet-2014.checkIns", code: "check_ins_disabled" }],
      },
    });
  }
  expect(await move.pageOf("/kpis/output")).toContain("A check-in has been due since 1 February 2014.");
  const folderOfValues = join(folder, "inbox");
  mkdirSync(folderOfValues, { recursive: true });
  writeFileSync(join(folderOfValues, "output.csv"), "month,value\n2014-02,107\n");
  expect(await under.call("POST /v1/plans", withConnector)).toMatchObject({ status: 200 });
  expect(await under.call("POST /v1/connectors/file/runs")).toMatchObject({
    status: 200,
    body: { observationsAppended: 1 },
  });
  await under.caughtUp();
  expect(await dueNow()).toBe("2014-02-01T00:00:00.000Z");
  expect(await checkIns()).toEqual([]);
  expect(await checkIn({ confidence: 8 }, "connector:file")).toMatchObject({ status: 422 });
  expect(await move.pageOf("/kpis/output")).toMatch(
    /Nobody has checked in since 1 January 2014.*due since 1 February 2014/,
  );
  expect(await checkIn({ confidence: 5 })).toMatchObject({ status: 201 });
  expect(await dueNow()).toBe("2014-04-01T12:00:00.000Z");
});

it("what somebody says is in the table and on the page beside the model's chance, and brings no other assessment", async () => {
  const made = await move.events("assessments", "milepost.assessment.made.v1");
  expect(await checkIn({ confidence: 8, comment: "The third shift starts" })).toMatchObject({ status: 201 });
  expect((await checkIns()).slice(0, 1)).toMatchObject([
    { said_by: "ann", confidence: 8, comment: "The third shift starts", time: "2014-03-01T12:00:00.000Z" },
  ]);
  const page = await move.pageOf("/kpis/output");
  expect(page).toMatch(
    /The model<\/th> <td>.*chance of reaching the target, with the figures up to February 2014/,
  );
  expect(page).toContain("8 of 10 sure, on 1 March 2014: “The third shift starts”");
  await under.embedded.predict.assessNow();
  expect(await move.events("assessments", "milepost.assessment.made.v1")).toHaveLength(made.length);
});

it("an override that is withdrawn is shown with who took it back, when and why, in the table, too, and holds no more", async () => {
  const held = { says: "hit", reason: "A second line comes", until: "2014-04-02" };
  const { body: said } = await under.call("POST /v1/goals/quiet-2014/overrides", held, {
    "milepost-actor": "bob",
  });
  const override = String(said["id"]);
  expect(await move.pageOf("/")).toContain(held.reason);
  const action = `/goals/quiet-2014/overrides/${override}/withdrawal`;
  const form = async (fields: Readonly<Record<string, string>>): Promise<LightMyRequestResponse> =>
    under.app.inject({
      method: "POST",
      url: action,
      headers: { host: "localhost", "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ actor: "ann", back: "/kpis/output", ...fields }).toString(),
    });
  const empty = await form({ reason: "" });
  expect([empty.statusCode, empty.body]).toEqual([422, expect.stringMatching(`action="${action}"`)]);
  expect(empty.body).toContain('id="problem-reason"');
  expect((await form({ reason: "It was <cancelled>" })).statusCode).toBe(303);
  const { body } = await under.call("GET /v1/goals/quiet-2014");
  expect(body["overrides"]).toMatchObject([
    {
      ...held,
      said_by: "bob",
      withdrawn_by: "ann",
      withdrawn_at: "2014-03-01T12:00:00.000Z",
      withdrawal_reason: "It was <cancelled>",
    },
  ]);
  expect(await move.pageOf("/")).not.toContain(held.reason);
  const page = await move.pageOf("/kpis/output?goal=quiet-2014");
  expect(page).not.toContain(action);
  const again = await form({ reason: "Once more" });
  expect([again.statusCode, again.body]).toEqual([422, expect.stringContaining("was withdrawn by ann on")]);
  const [row] = await under.embedded.store.query<Record<string, unknown>>({
    name: "withdrawn",
    sql: "SELECT withdrawn_by, withdrawal IS NOT NULL AS is_withdrawn FROM overrides WHERE goal = 'quiet-2014'",
    params: {},
  });
  expect(row).toMatchObject({ withdrawn_by: "ann" });
});

it("S-160 the model's output and what a person says are shown together; an override is stored with its reason and later scored", async () => {
  const held = { says: "hit", reason: "The contract is signed", until: "2014-04-02" };
  const form = async (fields: object): Promise<LightMyRequestResponse> =>
    under.app.inject({
      method: "POST",
      url: "/goals/output-2014/overrides",
      headers: { host: "localhost", "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ ...held, actor: "bob", back: "/kpis/output", ...fields }).toString(),
    });
  const far = await form({ until: "2014-12-31" });
  expect([far.statusCode, far.body]).toEqual([422, expect.stringContaining('id="problem-until"')]);
  const stranger = await form({ actor: "zoe" });
  expect([stranger.statusCode, stranger.body]).toEqual([
    422,
    expect.stringMatching(/The contract is signed<.*id="problem-actor"/),
  ]);
  expect((await under.call("GET /v1/goals/output-2014")).body["overrides"]).toEqual([]);
  expect((await form({})).statusCode).toBe(303);
  const { body } = await under.call("GET /v1/goals/output-2014");
  expect(body["overrides"]).toMatchObject([{ said_by: "bob", ...held }]);
  const chanceIn = (goalOf: Record<string, unknown>): number =>
    (goalOf["assessment"] as { p_hit: number }).p_hit;
  const chance = chanceIn(body);
  const withdrawn = chanceIn((await under.call("GET /v1/goals/quiet-2014")).body);
  const words = "says on 1 March 2014 that it will be reached, until 2 April 2014: “The contract is signed”";
  const together = new RegExp(
    `chance of reaching the target.*8 of 10 sure.*The third shift starts.*bob@example.org</th> <td>${words}`,
  );
  expect(await move.pageOf("/kpis/output")).toMatch(together);
  expect(await move.pageOf("/")).toContain(`bob@example.org ${words}`);
  const { body: raised } = await under.call("GET /v1/alerts");
  const [alert] = raised["items"] as { alert: string }[];
  expect(await move.pageOf(`/alerts/${alert?.alert}`)).toMatch(together);
  await move.at("2014-04-02T00:00:00Z", { output: [["2014-03", LOW]] });
  expect(await move.pageOf("/kpis/output")).not.toContain("The contract is signed");

  const rest = monthsOf("2014-04", "2014-12").map((month): [string, number] => [month, LOW]);
  await move.at("2015-01-02T00:00:00Z", { output: rest });
  const scored = await under.embedded.store.query<Record<string, unknown>>({
    name: "scored",
    sql: "SELECT judgement, goals, words, brier_people, brier_model, base_rate FROM judgement_accuracy WHERE scope = 'deployment' ORDER BY judgement",
    params: {},
  });
  const model = expect.closeTo(chance ** 2, 6);
  expect(scored).toEqual([
    {
      judgement: "check_in",
      goals: 1,
      words: 2,
      brier_people: expect.closeTo((0.5 ** 2 + 0.8 ** 2) / 2, 9),
      brier_model: model,
      base_rate: 0,
    },
    {
      judgement: "override",
      goals: 2,
      words: 2,
      brier_people: 1,
      brier_model: expect.closeTo((chance ** 2 + withdrawn ** 2) / 2, 6),
      base_rate: 0,
    },
  ]);
  expect(await move.pageOf("/track-record")).toMatch(
    /People's judgement beside the model's.*Overrides.*too few to say/,
  );
});

const STEP = { kpi: "steady", from: 40, to: 50, trajectory: "step" };
/** Every way of holding a KPI against a target, with what is measured that way. */
const MEASURES = {
  "at-due": STEP,
  average: STEP,
  sustain: STEP,
  "first-hit": STEP,
  control: STEP,
  "in-range": { kpi: "steady", range: { lower: 40, upper: 80 } },
  cumulative: { kpi: "sold", from: 0, to: 500 },
};

it("S-026 a KPI with no observation in two consecutive periods is unknown, never green", async () => {
  const steady = Object.entries(MEASURES).map(([evaluation, measure]) => [
    `steady-${evaluation}`,
    { ...goal, title: evaluation, window: 2015, measure: { ...measure, evaluation } },
  ]);
  const goals = Object.fromEntries(steady) as Record<string, object>;
  const items = Object.keys(goals).map((id) => ({ goal: id }));
  const wanted = {
    ...sections,
    kpis: {
      ...sections.kpis,
      steady: { ...sections.kpis.output, name: "Steady" },
      sold: { ...sections.kpis.output, name: "Sold", behaviour: "flow" },
    },
    goals: { ...sections.goals, ...goals },
    scorecards: { company: { items } },
  };
  expect((await under.call("POST /v1/plans", planFile(wanted))).body["problems"]).toBeUndefined();
  const known = monthsOf("2012-01", "2015-02").map((month): [string, number] => [month, 60]);
  const standing = async (): Promise<readonly string[]> => {
    const rows = await Promise.all(Object.keys(goals).map((id) => under.call(`GET /v1/goals/${id}`)));
    return rows.map(({ body }) => {
      const { p_hit: chance, rule_status: status } = body["assessment"] as {
        p_hit: number | null;
        rule_status: string;
      };
      return `${status} ${chance === null ? "unknown" : "told"}`;
    });
  };
  const scoreOf = async (): Promise<unknown> => {
    const { body } = await under.call("GET /v1/scorecards/company");
    return (body["rows"] as { level: string; score: number | null }[]).find(
      ({ level }) => level === "scorecard",
    )?.score;
  };
  await move.at("2015-03-02T00:00:00Z", { steady: known, sold: known });
  expect(await standing()).toEqual(steady.map(() => "on_track told"));
  expect(await scoreOf()).toBeGreaterThan(6.6);
  expect(await move.pageOf("/?show=course")).toContain("● on target");

  await move.at("2015-05-02T00:00:00Z");
  expect(await standing()).toEqual(steady.map(() => "unknown unknown"));
  expect(await scoreOf()).toBeNull();
  const page = await move.pageOf("/?show=course,reached");
  expect(page).toContain("7 unknown");
  expect(page).not.toContain("● on target");
  expect(page).not.toMatch(/● \d+ (on course|reached)/);
  expect(await move.pageOf("/kpis/steady")).toContain("Steady has no data since February 2015.");
});

it("built anew from the log, the table says the same", async () => {
  const before = await checkIns();
  await expectSameRebuilt(under);
  expect(await checkIns()).toEqual(before);
});
