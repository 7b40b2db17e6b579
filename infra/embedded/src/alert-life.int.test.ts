import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MilepostEvent } from "@milepost/contracts";
import { parsePeriod, periodEndsAt, periodsBetween } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectSameRebuilt, setClock, startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

/** Nobody reaches 130 from here; from `HIGH` one holds it. */
const LOW = 100;
const HIGH = 150;
const folder = mkdtempSync(join(tmpdir(), "milepost-alert-life-"));
let under: DeploymentUnderTest;

const people = {
  ann: { name: "Ann", email: "ann@example.org" },
  bob: { name: "Bob", email: "bob@example.org" },
};
const alerting = {
  raiseBelow: 0.9,
  periods: 2,
  clearAbove: 0.999,
  acknowledgeWithin: "P14D",
  escalateTo: ["bob"],
};
const plan = planFile({
  calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
  people,
  kpis: {
    output: { name: "Output", unit: "count", direction: "increase", behaviour: "stock", grain: "month" },
  },
  goals: {
    "output-2014": {
      kind: "annual_goal",
      title: "Raise output",
      owner: "ann",
      window: 2014,
      measure: { kpi: "output", from: 100, to: 130, evaluation: "at-due" },
    },
  },
  scorecards: {},
  alerting,
});

beforeAll(async () => {
  under = await startDeployment(folder, "2014-03-01T12:00:00Z");
  await under.call("POST /v1/plans", plan);
  const known = monthsOf("2011-01", "2014-02").map((month, at): [string, number] => [
    month,
    LOW + ((at * 7) % 9),
  ]);
  await push(known);
});
afterAll(async () => {
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

function monthsOf(first: string, last: string): readonly string[] {
  const month = (label: string): NonNullable<ReturnType<typeof parsePeriod>> =>
    parsePeriod(label, "month") as NonNullable<ReturnType<typeof parsePeriod>>;
  return periodsBetween(month(first), month(last)).map(({ label }) => label);
}

/** Values that stand in the log from now on. */
async function push(values: readonly (readonly [string, number])[]): Promise<void> {
  const events = values.map(([period, value]) => {
    const end = new Date(periodEndsAt(parsePeriod(period, "month") as never, "UTC")).toISOString();
    const data = { kpi: "output", series: {}, period, kind: "actual", value: String(value), knownAt: end };
    return {
      specversion: "1.0",
      id: `output-${period}`,
      source: "//test",
      type: "milepost.observation.recorded.v1",
      time: end,
      data: { ...data, completeness: "complete" },
    };
  });
  const answer = await under.call("POST /v1/events", events);
  expect(answer.body).toMatchObject({ rejected: 0 });
}

/** Lets the clock stand at an instant at which values arrive, and does what is due then. */
async function at(now: string, values: readonly (readonly [string, number])[] = []): Promise<void> {
  const { predict } = under.embedded;
  await setClock(under, now);
  if (values.length > 0) await push(values);
  await predict.assessNow();
  await under.caughtUp();
}

async function alert(): Promise<Record<string, unknown>> {
  const { body } = await under.call("GET /v1/alerts");
  const items = body["items"] as Record<string, unknown>[];
  expect(items).toHaveLength(1);
  return items[0] as Record<string, unknown>;
}

async function pageOf(path: string): Promise<string> {
  const page = await under.app.inject({ url: path, headers: { host: "localhost" } });
  expect(page.statusCode).toBe(200);
  return page.body.replaceAll(/\s+/g, " ");
}

const ID = "output-2014-2014-02";
const answer = (what: string, body: object, by: string): Promise<{ status: number }> =>
  under.call(`POST /v1/alerts/${ID}/${what}`, body, { "milepost-actor": by });
const steps = async (): Promise<readonly string[]> => {
  const types: string[] = [];
  const { log } = under.embedded;
  for await (const batch of log.read({
    topic: "assessments",
    partition: 0,
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
  }))
    for (const { value } of batch) {
      const { type, data } = value as MilepostEvent;
      if (type.startsWith("milepost.alert.") && (data as { alert?: string }).alert === ID)
        types.push(type.split(".")[2] ?? "");
    }
  return types;
};

it("raised, and with its owner until the deadline has passed", async () => {
  await at("2014-03-01T12:00:00Z");
  expect(await alert()).toMatchObject({
    alert: ID,
    state: "open",
    status: "open",
    holder: "ann",
    digest: expect.anything(),
  });
  await at("2014-03-15T11:59:00Z");
  expect(await steps()).toEqual(["raised"]);
});

it("put off with a reason, it comes up again by itself", async () => {
  expect(await answer("snoozes", { until: "2014-03-10", reason: "x" }, "ann")).toMatchObject({ status: 422 });
  const putOff = { until: "2014-03-20", reason: "The second line starts on the 19th" };
  expect(await answer("snoozes", putOff, "ann")).toMatchObject({ status: 201 });
  await at("2014-03-17T00:00:00Z");
  expect(await alert()).toMatchObject({
    state: "snoozed",
    status: "open",
    snoozed_by: "ann",
    snoozed_until: "2014-03-20",
    snooze_reason: putOff.reason,
  });
  expect(await pageOf("/alerts")).toContain("all of them taken on or put off");
  await at("2014-03-20T00:00:00Z");
  expect(await alert()).toMatchObject({ state: "open" });
});

it("nobody acknowledges it: it goes to the next person of the chain, who is told", async () => {
  await at("2014-04-02T23:59:00Z");
  await at("2014-04-03T00:00:00Z", [["2014-03", LOW]]);
  expect(await alert()).toMatchObject({
    state: "escalated",
    owner: "ann",
    holder: "bob",
    escalation_level: 1,
    escalated_to: "bob",
  });
  const { body } = await under.call("GET /v1/alerts?holder=bob&state=escalated");
  expect(body["items"]).toHaveLength(1);
  expect(await pageOf(`/alerts/${ID}`)).toContain("Told to bob@example.org.");
});

it("acknowledged, and not improved when it is looked at again: reopened, and the page says why", async () => {
  const taken = { plan: "A third shift", reviewDate: "2014-04-20" };
  expect(await answer("acknowledgements", taken, "bob")).toMatchObject({ status: 201 });
  await at("2014-04-19T23:59:00Z");
  expect(await alert()).toMatchObject({ state: "acknowledged", status: "acknowledged", plan: taken.plan });
  await at("2014-04-20T00:00:00Z");
  expect(await alert()).toMatchObject({
    state: "reopened",
    status: "open",
    reopened_at: "2014-04-20T00:00:00.000Z",
  });
  expect(await pageOf("/alerts")).toContain("1 to be looked at again");
  expect(await pageOf(`/alerts/${ID}`)).toMatch(
    /Reopened, since the chance has not improved: it went from .* to /,
  );
  expect((await pageOf(`/alerts/${ID}`)).match(/Told to bob@example\.org\./g)).toHaveLength(2);
});

it("what a form says is taken once, sent twice at once, again after a restart or by the API; its key takes nothing else", async () => {
  const keyIn = (page: string): string => /name="key" value="([\w-]+)"/.exec(page)?.[1] ?? "";
  const again = { plan: "And a fourth", reviewDate: "2014-07-01" };
  const key = keyIn(await pageOf(`/alerts/${ID}`));
  const form = (fields: Readonly<Record<string, string>> = {}): Promise<LightMyRequestResponse> =>
    under.app.inject({
      method: "POST",
      url: `/alerts/${ID}/acknowledgements`,
      headers: { host: "localhost", "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ ...again, actor: "bob", key, ...fields }).toString(),
    });
  const both = await Promise.all([form(), form()]);
  expect(both.map(({ statusCode }) => statusCode)).toEqual([303, 303]);
  const taken = await steps();
  expect(taken.slice(-2)).toEqual(["reopened", "acknowledged"]);

  await under.close();
  under = await startDeployment(folder, "2014-04-20T00:00:00Z");
  expect((await form()).statusCode).toBe(303);
  const byApi = { "milepost-actor": "bob", "idempotency-key": key };
  expect(await under.call(`POST /v1/alerts/${ID}/acknowledgements`, again, byApi)).toMatchObject({
    status: 201,
    body: { reviewDate: again.reviewDate },
  });
  const other = await form({ plan: "And a fifth" });
  expect([other.statusCode, other.body]).toEqual([409, expect.stringContaining(">And a fifth</textarea>")]);
  expect(keyIn(other.body)).not.toBe(key);
  expect(await steps()).toEqual(taken);
  expect(await alert()).toMatchObject({ state: "acknowledged", plan: again.plan });
});

it("acknowledged again, it recovers with better figures, and is resolved with the goal's outcome", async () => {
  await at("2014-05-02T00:00:00Z", [["2014-04", HIGH]]);
  expect(await alert()).toMatchObject({ state: "recovering", status: "acknowledged" });
  const rest = monthsOf("2014-05", "2014-12").map((month): [string, number] => [month, HIGH + 5]);
  await at("2015-01-02T00:00:00Z", rest);
  await under.embedded.predict.fillHistory();
  await under.caughtUp();
  expect(await alert()).toMatchObject({ state: "closed", status: "closed", outcome: "hit" });
  const lived = [
    "raised",
    "snoozed",
    "woken",
    "escalated",
    "acknowledged",
    "reopened",
    "acknowledged",
    "recovering",
  ];
  expect((await steps()).filter((step) => step !== "cleared")).toEqual([...lived, "closed"]);
});

it("built anew from the log, the table says the same", async () => {
  const before = await alert();
  await expectSameRebuilt(under);
  expect(await alert()).toEqual(before);
});

it("thresholds that are tried on the page of whoever is told say what they would have sent, beside what the plan's did", async () => {
  const page = "/my-alerting?person=ann";
  expect(await pageOf(page)).toMatch(/name="raiseBelow".* value="90".*name="clearAbove".* value="99.9"/);
  const tried = await pageOf(`${page}&raiseBelow=0&periods=2&clearAbove=10`);
  expect(tried).toContain("It would have sent 0 alerts, instead of 1.");
  expect(tried).toMatch(
    /Ann<\/th><td class="number">0<\/td><td class="number">0<\/td>.*<td class="number">1</,
  );
  expect(tried).toContain("alerting: raiseBelow: 0 periods: 2 clearAbove: 0.1");
  const same = await pageOf(`${page}&raiseBelow=90&periods=2&clearAbove=99.9`);
  expect(same).toContain("It would have sent 1 alert, as many as now");
  const wrong = await pageOf(`${page}&raiseBelow=90&periods=2&clearAbove=80`);
  expect(wrong).toMatch(/id="problem-clearAbove">write at least what alerts are raised below/);
  expect(wrong).not.toContain("It would have sent");
  const { predict } = under.embedded;
  const answer = await predict.replay({ alerting: { raiseBelow: 0.5 } });
  // Asked again it is not worked out again, until anything new stands in the log.
  expect(await predict.replay({ alerting: { raiseBelow: 0.5 } })).toBe(answer);
  await under.call("POST /v1/plans", { ...plan, alerting: { ...alerting, periods: 3 } });
  expect((await predict.replay({ alerting: { raiseBelow: 0.5 } })).alerting).toMatchObject({ periods: 3 });
});
