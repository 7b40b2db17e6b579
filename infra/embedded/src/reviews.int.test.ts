import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMailReceiver } from "@milepost/channels/testing/mail-receiver";
import type { MailReceiver } from "@milepost/channels/testing/mail-receiver";
import { parsePeriod, periodEndsAt, periodsBetween } from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectSameRebuilt, setClock, startDeployment } from "./deployment-under-test.fixture.ts";
import type { Answer, DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "milepost-reviews-"));
let under: DeploymentUnderTest;
let mail: MailReceiver;

const goal = {
  kind: "annual_goal",
  title: "Raise output",
  owner: "ann",
  window: 2014,
  measure: { kpi: "output", from: 100, to: 104, evaluation: "at-due" },
};
const kpi = { name: "Output", unit: "count", direction: "increase", behaviour: "stock", grain: "month" };
const plan = planFile({
  calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
  people: { ann: { name: "Ann", email: "ann@example.org" }, bob: { name: "Bob", email: "bob@example.org" } },
  kpis: { output: kpi, returns: { ...kpi, name: "Returns", drives: [{ kpi: "output" }] } },
  goals: {
    "output-2014": goal,
    "output-2013": { ...goal, title: "Raised output", window: 2013 },
    "secret-2014": { ...goal, title: "Between us", owner: "bob", private: true },
    "returns-2014": { ...goal, title: "Fewer returns", measure: { ...goal.measure, kpi: "returns" } },
  },
  scorecards: {},
  channels: { mail: { kind: "email", server: "env:MAIL", from: "Milepost <milepost@example.org>" } },
  recipients: { ann: { channels: ["mail"] } },
});

beforeAll(async () => {
  mail = await startMailReceiver();
  under = await startDeployment(folder, "2014-03-01T12:00:00Z", { MILEPOST_SECRET_MAIL: mail.server });
  await under.call("POST /v1/plans", plan);
  await push(
    monthsOf("2011-01", "2014-02").map((month, at): [Period, number] => [month, 100 + ((at * 7) % 9)]),
  );
  await under.call("POST /v1/assessments");
  await under.caughtUp();
});
afterAll(async () => {
  await under.close();
  await mail.close();
  rmSync(folder, { recursive: true, force: true });
});

function monthsOf(first: string, last: string): readonly Period[] {
  const month = (label: string): Period => parsePeriod(label, "month") as Period;
  return periodsBetween(month(first), month(last));
}

async function push(values: readonly (readonly [Period, number])[]): Promise<void> {
  const events = values.map(([period, value]) => {
    const time = new Date(periodEndsAt(period, "UTC")).toISOString();
    const data = { kpi: "output", series: {}, period: period.label, kind: "actual", value: String(value) };
    const envelope = { specversion: "1.0", id: `output-${period.label}`, source: "//test", time };
    return {
      ...envelope,
      type: "milepost.observation.recorded.v1",
      data: { ...data, knownAt: time, completeness: "complete" },
    };
  });
  expect((await under.call("POST /v1/events", events)).body).toMatchObject({ rejected: 0 });
}

const TEXT = "Half our price, from tomorrow on.";

function report(id: string, data: object): Promise<Answer> {
  return under.call("POST /v1/events", {
    specversion: "1.0",
    id,
    source: "//acme/market",
    type: "milepost.external.reported.v1",
    time: "2014-03-01T09:30:00Z",
    actor: "bob",
    data: { kind: "competitor-launch", title: "Rival opens next door", ...data },
  });
}

const itemsOf = async (path: string): Promise<readonly Record<string, unknown>[]> =>
  (await under.call(`GET /v1/${path}`)).body["items"] as readonly Record<string, unknown>[];

async function pageOf(path: string): Promise<string> {
  const page = await under.app.inject({ url: path, headers: { host: "localhost" } });
  expect(page.statusCode).toBe(200);
  return page.body.replaceAll(/\s+/g, " ").replaceAll("\u00a0", " ");
}

async function assessedChance(): Promise<Record<string, unknown>> {
  const rows = await itemsOf("assessments?goal=output-2014");
  const live = rows.filter(({ backtest }) => backtest === false);
  return (
    live.toSorted((left, right) => (String(left["as_of"]) < String(right["as_of"]) ? -1 : 1)).at(-1) ?? {}
  );
}

it("S-157 an external event opens an out-of-cycle review for linked goals the same day, with the forecast as it stood, and tells their owners", async () => {
  const { status, body } = await report("launch-1", { text: TEXT, goals: ["output-2013"], kpis: ["output"] });
  expect([status, body]).toMatchObject([202, { accepted: 1, rejected: 0 }]);
  await expect.poll(() => mail.mails.length, { timeout: 120_000 }).toBeGreaterThan(0);
  await under.caughtUp();
  const opened = await itemsOf("reviews?status=open");
  const before = await assessedChance();
  expect(before["p_hit"]).toEqual(expect.any(Number));
  // The goal of last year is over, and nobody is told of a private one here.
  expect(opened).toMatchObject([
    {
      goal: "output-2014",
      title: "Rival opens next door",
      happened_at: "2014-03-01T09:30:00.000Z",
      p_hit_before: before["p_hit"],
      period_before: "2014-02",
      p_hit_after: null,
      decision: null,
    },
  ]);
  expect(String(opened[0]?.["opened_at"]).slice(0, 10)).toBe("2014-03-01");
  const [{ raw, to } = { raw: "", to: [] }] = mail.mails;
  expect(to).toEqual(["ann@example.org"]);
  expect(raw.replaceAll("=\r\n", "").replaceAll("=3D", "=")).toContain(
    `/reviews/${String(opened[0]?.["review"])}`,
  );
  const inbox = await pageOf("/alerts");
  expect(inbox).toContain("<h1>No alert is open in February 2014. 1 goal is to be looked at now.</h1>");
  expect(inbox).not.toContain("Between us");
});

it("the same event again opens nothing more, another content under its id is a report of its own; one for unknown goals is kept and listed, and its sender is told the nearest ids", async () => {
  const first = { text: TEXT, goals: ["output-2013"], kpis: ["output"] };
  expect((await report("launch-1", first)).status).toBe(202);
  const other = { text: "They closed again.", title: "Rival closes", goals: ["output-2013"] };
  expect((await report("launch-1", other)).status).toBe(202);
  // What concerns private goals alone is listed nowhere.
  expect((await report("launch-0", { title: "Between them", goals: ["secret-2014"] })).status).toBe(202);
  const { status, body } = await report("launch-2", { goals: ["ouput-2014"], kpis: ["nothing-like-it"] });
  expect(status).toBe(202);
  expect(body["results"]).toMatchObject([
    {
      status: "accepted",
      warnings: [
        { field: "data.goals.0", code: "unknown_goal", fix: expect.stringContaining('"output-2014"') },
        { field: "data.kpis.0", code: "unknown_kpi", fix: "GET /v1/kpis lists them" },
      ],
    },
  ]);
  await under.caughtUp();
  expect(await itemsOf("external-events")).toMatchObject([
    {
      id: "launch-2",
      goals: [],
      unknown_goals: ["ouput-2014"],
      unknown_kpis: ["nothing-like-it"],
      text: null,
    },
    { id: "launch-1", title: "Rival closes", goals: ["output-2013"], text: other.text },
    { id: "launch-1", goals: ["output-2013", "output-2014"], unknown_goals: [], text: TEXT, actor: "bob" },
  ]);
  expect(await itemsOf("reviews")).toHaveLength(1);
  expect(await pageOf("/reviews")).toContain("ouput-2014");
});

it.each([
  ["names nothing", { goals: [] }, "data.goals"],
  ["has no title", { goals: ["output-2014"], title: " " }, "data.title"],
])("an event that %s is refused by the field", async (_what, data, field) => {
  const { status, body } = await report("bad", data);
  expect([status, body["problems"]]).toMatchObject([422, [{ field }]]);
});

it("once the goal is assessed again, both forecasts stand beside each other; a person closes the review with a conclusion, once", async () => {
  await setClock(under, "2014-04-02T12:00:00Z");
  await push(monthsOf("2014-03", "2014-03").map((month): [Period, number] => [month, 80]));
  await under.call("POST /v1/assessments");
  await expect
    .poll(async () => (await itemsOf("reviews"))[0]?.["p_hit_after"], { timeout: 120_000 })
    .not.toBeNull();
  const after = await assessedChance();
  const [review] = await itemsOf("reviews");
  expect(review).toMatchObject({ period_after: "2014-03", p_hit_after: after["p_hit"] });
  expect(review?.["p_hit_before"]).not.toBe(after["p_hit"]);

  const path = `/reviews/${String(review?.["review"])}`;
  const page = await pageOf(path);
  for (const text of ["with February 2014", "with March 2014, the first forecast since", TEXT, "Conclude"])
    expect(page).toContain(text);
  const words = "Two more crews";
  const conclude = async (): Promise<number> => {
    const form = { decision: "adjust_plan", text: words, actor: "ann" };
    const sent = await under.app.inject({
      method: "POST",
      url: `${path}/conclusion`,
      headers: { host: "localhost", "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams(form).toString(),
    });
    return sent.statusCode;
  };
  expect(await conclude()).toBe(303);
  expect(await itemsOf("reviews")).toMatchObject([
    { status: "concluded", decision: "adjust_plan", concluded_by: "ann", words },
  ]);
  expect(await pageOf(path)).toContain(`ann@example.org concluded: adjust the plan to reach it: “${words}”`);
  expect(await conclude()).toBe(422);
  expect((await under.call(`POST /v1${path}/conclusion`, { decision: "keep", text: "x" })).status).toBe(409);
  expect((await under.call(`POST /v1${path}/conclusion`, { decision: "drop" })).status).toBe(400);
  expect((await under.call("POST /v1/reviews/none/conclusion", { decision: "keep", text: "x" })).status).toBe(
    404,
  );
  expect(await pageOf("/alerts")).not.toContain("To be looked at now");
  const { log } = under.embedded;
  for await (const batch of log.read({
    topic: "assessments",
    partition: 0,
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
  }))
    expect(JSON.stringify(batch.map(({ value }) => value))).not.toMatch(new RegExp(`${words}|${TEXT}`));
});

it("a goal whose outcome becomes known closes the review that nobody concluded, which waits for nobody from then on", async () => {
  expect((await report("launch-3", { goals: ["output-2014"] })).status).toBe(202);
  const newest = async (): Promise<Record<string, unknown> | undefined> => (await itemsOf("reviews"))[0];
  await expect.poll(async () => (await newest())?.["status"], { timeout: 120_000 }).toBe("open");
  await setClock(under, "2015-01-02T12:00:00Z");
  await push(monthsOf("2014-04", "2014-12").map((month): [Period, number] => [month, 80]));
  await under.call("POST /v1/assessments");
  await expect
    .poll(newest, { timeout: 120_000 })
    .toMatchObject({ status: "closed", outcome: "miss", closed_at: expect.any(String), decision: null });
  const review = String((await newest())?.["review"]);
  const page = await pageOf(`/reviews/${review}`);
  expect(page).toContain("The goal was missed before anybody concluded: there is nothing left to decide.");
  expect(page).not.toContain("What follows from it");
  expect(await pageOf("/reviews")).toContain("2 reviews, none of which waits for a conclusion.");
  expect(await pageOf("/alerts")).not.toContain("To be looked at now");
  const late = await under.call(`POST /v1/reviews/${review}/conclusion`, { decision: "keep", text: "x" });
  expect([late.status, late.body["title"]]).toEqual([409, expect.stringContaining("has ended")]);
  expect(await itemsOf("reviews?status=concluded")).toHaveLength(1);
});

it("tables that are built anew from the log hold the same reports, reviews and tests of links", async () => {
  const all = async (): Promise<unknown> =>
    Promise.all(["external-events", "reviews", "leads"].map((list) => itemsOf(list)));
  const before = await all();
  await expectSameRebuilt(under);
  expect(await all()).toEqual(before);
  expect(JSON.stringify(before)).toContain("not_testable");
});
