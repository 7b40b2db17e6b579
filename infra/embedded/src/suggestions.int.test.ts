import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventOfType, MilepostEvent } from "@milepost/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectSameRebuilt, startDeployment } from "./deployment-under-test.fixture.ts";
import type { Answer, DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { GOAL, monthlyValues, suggestionPlan } from "./suggestions.fixture.ts";

const NOW = "2014-07-02T12:00:00Z";
const ALERT = "output-2014-2014-02";
const folder = mkdtempSync(join(tmpdir(), "milepost-suggestions-"));
let under: DeploymentUnderTest;

type Option = Readonly<Record<string, unknown>>;

beforeAll(async () => {
  under = await startDeployment(folder, NOW);
  await under.call("POST /v1/plans", suggestionPlan());
  await under.call("POST /v1/events", monthlyValues());
  await assess();
});
afterAll(async () => {
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

async function assess(): Promise<void> {
  await under.embedded.predict.assessNow();
  await under.embedded.predict.fillHistory();
  await under.caughtUp();
}

async function options(kind?: string): Promise<readonly Option[]> {
  const { status, body } = await under.call(`GET /v1/alerts/${ALERT}/options`);
  expect(status, JSON.stringify(body)).toBe(200);
  const items = body["items"] as Option[];
  return items.filter((one) => one["is_current"] === true && (kind === undefined || one["kind"] === kind));
}

async function pageText(): Promise<string> {
  const page = await under.app.inject({ url: `/alerts/${ALERT}`, headers: { host: "localhost" } });
  expect(page.statusCode).toBe(200);
  return page.body
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("\u00a0", " ")
    .replaceAll(/\s+/g, " ");
}

async function eventsOf<Type extends MilepostEvent["type"]>(
  type: Type,
): Promise<readonly EventOfType<Type>[]> {
  const found: EventOfType<Type>[] = [];
  for (const topic of ["assessments", "strategy"] as const) {
    const range = { topic, partition: 0, from: 0, to: Number.MAX_SAFE_INTEGER };
    for await (const batch of under.embedded.log.read(range))
      for (const { value } of batch)
        if ((value as MilepostEvent).type === type) found.push(value as EventOfType<Type>);
  }
  return found;
}

it("an alert says what it takes, which date or target would do, and which goal below adds most", async () => {
  expect(await options("pace")).toMatchObject([
    { value: expect.closeTo(117, 0), reached: 0, reached_of: 36 },
  ]);
  const dates = await options("date");
  expect(dates.map((one) => one["due_on"])).toEqual(["2015-02-28", "2015-03-31", "2015-04-30"]);
  const [target] = await options("target");
  expect(target?.["value"]).toBeLessThan(1300);
  for (const one of [...dates, target]) {
    expect(one?.["p_hit"]).toBeGreaterThan(0.65);
    expect(one?.["change"]).toBeCloseTo(Number(one?.["p_hit"]) - Number(one?.["p_hit_now"]), 6);
    expect(one?.["p_hit_now"]).toBeLessThan(0.5);
  }
  expect(await options("child")).toMatchObject([
    { child: "output-line-1", weight: 3 },
    { child: "output-line-2" },
  ]);
  const page = await pageText();
  expect(page).toContain("What you can do");
  expect(page).toContain(
    `Aim for ${Number(target?.["value"]).toLocaleString("en")} tonnes instead of 1,300 tonnes`,
  );
  expect(page).toContain("Give it until 28 February 2015 instead of 31 December 2014");
  expect(page).toContain("Look at “Raise output of line 1”");
});

it("an alert is weighed once an assessment, and never on what is past", async () => {
  const before = await eventsOf("milepost.options.weighed.v1");
  await assess();
  const after = await eventsOf("milepost.options.weighed.v1");
  expect(before.length).toBeGreaterThan(0);
  expect(after).toEqual(before);
  const live = (await eventsOf("milepost.alert.raised.v1")).filter(({ data }) => !data.backtest);
  expect(new Set(after.map(({ data }) => data.alert))).toEqual(new Set(live.map(({ data }) => data.alert)));
});

interface Decider {
  readonly by?: string;
  readonly reason?: string;
}
const post = (option: unknown, what: string, { by, ...body }: Decider = {}): Promise<Answer> =>
  under.call(
    `POST /v1/alerts/${ALERT}/suggestions/${String(option)}/${what}`,
    what === "decline" ? body : undefined,
    by === undefined ? {} : { "milepost-actor": by },
  );
const refusalOf = ({ status, body }: Answer): unknown => {
  const [problem] = (body["problems"] ?? []) as Record<string, unknown>[];
  return [status, problem?.["field"], problem?.["code"], String(problem?.["fix"]).includes("known people")];
};

/** What the goal is by the plan, and which chance it has. */
async function goalNow(): Promise<unknown> {
  const { body } = await under.call(`GET /v1/goals/${GOAL}`);
  const { p_hit: chance, target, period } = body["assessment"] as Record<string, unknown>;
  return { measure: body["measure"], window: body["window"], chance, target, period };
}

it("what cannot be decided is refused, with the field and what to do", async () => {
  const [target] = await options("target");
  const [pace] = await options("pace");
  expect(refusalOf(await post("target-0", "acceptance", { by: "ann" }))).toEqual([
    404,
    "option",
    "unknown_option",
    false,
  ]);
  expect(refusalOf(await post(pace?.["option"], "acceptance", { by: "ann" }))).toEqual([
    422,
    "option",
    "no_suggestion",
    false,
  ]);
  expect(refusalOf(await post(target?.["option"], "acceptance", { by: "zoe" }))).toEqual([
    422,
    "actor",
    "unknown_person",
    true,
  ]);
  expect(refusalOf(await post(target?.["option"], "acceptance"))).toEqual([
    422,
    "actor",
    "unknown_person",
    true,
  ]);
  expect((await post(target?.["option"], "decline", { by: "ann" })).status).toBe(400);
  expect(
    (
      await under.call("POST /v1/alerts/none/suggestions/none/acceptance", undefined, {
        "milepost-actor": "ann",
      })
    ).status,
  ).toBe(404);
  expect(await eventsOf("milepost.suggestion.accepted.v1")).toEqual([]);
});

it("S-156 a suggestion carries its value, evidence and expected change, needs a person, and changes nothing by itself", async () => {
  const [target] = await options("target");
  const [date] = await options("date");
  const before = await goalNow();
  const reason = "The customer's contract ends in December";
  const form = await under.app.inject({
    method: "POST",
    url: `/alerts/${ALERT}/suggestions/${String(date?.["option"])}/decline`,
    headers: { host: "localhost", "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({ actor: "Ann", reason, back: `/alerts/${ALERT}` }).toString(),
  });
  expect([form.statusCode, form.headers["location"]]).toEqual([303, `/alerts/${ALERT}?done=${ALERT}`]);
  const accepted = await post(target?.["option"], "acceptance", { by: "bob@example.org" });
  const line = `goals.${GOAL}.measure.to: ${String(target?.["value"])}`;
  expect(accepted).toMatchObject({
    status: 201,
    body: { line, pHit: target?.["p_hit"], decision: "accepted" },
  });
  expect(accepted.body["next"]).toContain(line);
  expect(await post(target?.["option"], "acceptance", { by: "bob" })).toEqual(accepted);
  expect(refusalOf(await post(target?.["option"], "acceptance", { by: "ann" }))).toEqual([
    409,
    "option",
    "already_decided",
    false,
  ]);
  const [event, ...more] = await eventsOf("milepost.suggestion.accepted.v1");
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    actor: "bob",
    data: {
      kind: "target",
      value: target?.["value"],
      pHitBefore: target?.["p_hit_now"],
      pHit: target?.["p_hit"],
      evidence: {
        alert: ALERT,
        assessment: target?.["assessment"],
        options: target?.["event_id"],
        external: [],
      },
    },
  });
  // Words that people write are kept apart.
  expect(JSON.stringify(await eventsOf("milepost.suggestion.declined.v1"))).not.toContain(reason);
  await assess();
  expect(await goalNow()).toEqual(before);
  const page = await pageText();
  expect(page).toMatch(/Accepted by Bob on .*The plan does not say so: goals\.output-2014\.measure\.to: /);
  expect(page).toContain(`Declined by Ann on 2 Jul 2014, 12:00: “${reason}”.`);
});

it("once the plan says so, the page does, the chance is the one that was promised, and what was weighed before is outdated", async () => {
  const [target] = await options("target");
  const [, date] = await options("date");
  await under.call(
    "POST /v1/plans",
    suggestionPlan({ measure: { kpi: "output", to: target?.["value"], evaluation: "cumulative" } }),
  );
  await assess();
  expect(await pageText()).toMatch(/Accepted by Bob on .*The plan says so now\./);
  expect(await goalNow()).toMatchObject({ target: target?.["value"], chance: target?.["p_hit"] });
  expect(refusalOf(await post(date?.["option"], "acceptance", { by: "ann" }))).toEqual([
    409,
    "option",
    "outdated",
    false,
  ]);
});

it("what is reported from outside is evidence of what is weighed from then on", async () => {
  const [before] = await options("date");
  const data = { kind: "competitor-launch", title: "Rival opens next door", goals: [GOAL] };
  const type = "milepost.external.reported.v1";
  const report = {
    specversion: "1.0",
    id: "launch",
    source: "//acme/market",
    type,
    time: NOW,
    actor: "bob",
    data,
  };
  expect((await under.call("POST /v1/events", report)).body).toMatchObject({ rejected: 0 });
  await assess();
  const [date] = await options("date");
  expect([before?.["external"], date?.["external"]]).toEqual([[], [expect.any(String)]]);
  expect(date?.["option"]).not.toBe(before?.["option"]);
  expect(await pageText()).toContain("what was reported from outside (1)");
});

it("built anew from the log, the tables say the same", async () => {
  const before = await under.call(`GET /v1/alerts/${ALERT}/options`);
  await expectSameRebuilt(under);
  expect(await under.call(`GET /v1/alerts/${ALERT}/options`)).toEqual(before);
});

it("an alert that has ended keeps what was decided, and takes no further decision", async () => {
  const [date] = await options("date");
  expect((await under.call("POST /v1/plans", { ...suggestionPlan(), goals: {} })).status).toBeLessThan(300);
  await assess();
  const answer = await post(date?.["option"], "acceptance", { by: "ann" });
  expect([answer.status, answer.body["title"]]).toEqual([409, expect.stringContaining("is closed")]);
  expect(await pageText()).toMatch(/Accepted by Bob on [^.]*\..* The goal was not scored\./);
  const judged = "SELECT decision, outcome FROM suggestions ORDER BY decision FORMAT TSV";
  const told = await fetch(under.embedded.sqlUrl, { method: "POST", body: judged });
  expect(await told.text()).toBe("accepted\tunscored\ndeclined\tunscored\n");
});
