import { setTimeout as pause } from "node:timers/promises";
import type { AssessmentMadeData, EventOfType, EventType, MilepostEvent } from "@milepost/contracts";
import { createHttpEdge, silentLogger } from "@milepost/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recomputeAssessment } from "./assess-moment.ts";
import { recomputeContent } from "./content/gather-contents.ts";
import { openDeployment } from "./deployment.ts";
import { demoPlan, demoValues } from "./testing/demo-values.ts";
import { openTestDeployment } from "./testing/test-deployment.ts";
import type { TestDeployment } from "./testing/test-deployment.ts";

const AGENCY = "mnr-";
const OCTOBER = Date.parse("2014-10-01T04:00:00Z");
const opened: TestDeployment[] = [];
/** A demo with its whole past assessed, and what stood in its log before the past was filled in. */
let filled: TestDeployment;
let beforeFilling: readonly MilepostEvent[];

beforeAll(async () => {
  filled = await demoAt(OCTOBER, "2014-09");
  await filled.predict.assessNow();
  beforeFilling = await filled.events("assessments");
  await filled.predict.fillHistory();
});
afterAll(async () => {
  for (const deployment of opened) await deployment.close();
});

async function demoAt(now: number, last: string): Promise<TestDeployment> {
  const deployment = await openTestDeployment(now);
  opened.push(deployment);
  await deployment.apply(demoPlan(AGENCY));
  await deployment.push(demoValues(last, AGENCY));
  return deployment;
}

async function eventsOf<Type extends EventType>(
  deployment: TestDeployment,
  type: Type,
): Promise<readonly EventOfType<Type>[]> {
  const events = await deployment.events("assessments");
  return events.filter((event): event is EventOfType<Type> => event.type === type);
}

const assessments = async (deployment: TestDeployment): Promise<readonly AssessmentMadeData[]> =>
  (await eventsOf(deployment, "milepost.assessment.made.v1")).map(({ data }) => data);

const OF_SAMPLE = 50;

test("same inputs, same bytes: assessments, and what alerts carry, made again from their position, though the past was filled since, do not differ", async () => {
  const after = await filled.events("assessments");
  expect(after.length).toBeGreaterThan(beforeFilling.length * 2);
  expect(after.slice(0, beforeFilling.length)).toEqual(beforeFilling);
  const reader = await openDeployment({ ...filled, kept: Number.POSITIVE_INFINITY });
  const sample = (await assessments(filled)).filter((_, index) => index % OF_SAMPLE === 0);
  const again = await Promise.all(sample.map((made) => recomputeAssessment(reader, made)));
  expect(again.map((made) => JSON.stringify(made))).toEqual(sample.map((made) => JSON.stringify(made)));
  expect(sample.filter(({ pHit }) => pHit !== null).length).toBeGreaterThan(10);
  const raised = (await eventsOf(filled, "milepost.alert.raised.v1")).map(({ data }) => data);
  const told = raised.filter(({ content }) => content !== undefined);
  const contents = await Promise.all(told.map((data) => recomputeContent(reader, data)));
  expect(JSON.stringify(contents)).toBe(JSON.stringify(told.map(({ content }) => content)));
  expect(told.length).toBeGreaterThan(0);
  await reader.close();
});

test("doing it again, also after a restart, appends nothing", async () => {
  const events = await filled.events("assessments");
  const again = await filled.predict.assessNow();
  await filled.predict.fillHistory();
  await filled.predict.close();
  await filled.restart();
  const outcome = await filled.predict.assessNow();
  await filled.predict.fillHistory();
  expect(await filled.events("assessments")).toHaveLength(events.length);
  expect(outcome).toEqual(again);
  expect(again.appended).toBe(0);
});

test("a backtest says what would have been said then: nothing later leaks in", async () => {
  const then = await demoAt(Date.parse("2013-10-01T04:00:00Z"), "2013-09");
  await then.predict.assessNow();
  const inPeriod = (all: readonly AssessmentMadeData[]): readonly AssessmentMadeData[] =>
    all.filter(({ period }) => period === "2013-09").toSorted((a, b) => (a.goal < b.goal ? -1 : 1));
  const backtests = inPeriod(await assessments(filled));
  const live = inPeriod(await assessments(then));
  const bare = (data: AssessmentMadeData): unknown => ({ ...data, inputsPosition: null, backtest: null });
  expect(backtests.every(({ backtest }) => backtest)).toBe(true);
  expect(live.every(({ backtest }) => !backtest)).toBe(true);
  expect(backtests.map(bare)).toEqual(live.map(bare));
  expect(live.filter(({ calibration }) => calibration.outcomes > 20).length).toBeGreaterThan(5);
});

test("a restated value is noticed: the goal is assessed again by itself", async () => {
  const demo = await demoAt(OCTOBER, "2014-09");
  await demo.predict.assessNow();
  const before = await assessments(demo);
  const [restated] = demoValues("2014-09", AGENCY).filter(
    ({ kpi, kind, period }) => kpi.endsWith("otp-ytd") && kind === "actual" && period === "2014-09",
  );
  expect(restated).toBeDefined();
  demo.clock.set(OCTOBER + 60_000);
  await demo.push([
    { ...(restated as NonNullable<typeof restated>), value: "50", knownAt: "2014-10-01T04:01:00Z" },
  ]);
  const news = await eventually(async () => (await assessments(demo)).slice(before.length));
  expect(news.map(({ kpi, actual }) => [kpi, actual])).toEqual([[restated?.kpi, 50]]);
});

test("history that is loaded late is assessed again where it could have been known", async () => {
  const demo = await demoSince2014();
  const early = await assessments(demo);
  expect(early.filter(({ backtest, pHit }) => backtest && pHit !== null).length).toBe(
    early.filter(({ period, pHit }) => period === "2014-08" && pHit !== null).length,
  );
  await demo.push(EARLIER_VALUES);
  await demo.predict.assessNow();
  const expected = await rawChances(filled);
  await eventually(async () => ((await rawChances(demo)) === expected ? [true] : []));
});

test("what arrived before a process ended, and no round had covered, is covered after the restart", async () => {
  const demo = await demoSince2014();
  await demo.push(EARLIER_VALUES);
  await demo.predict.close();
  expect(await rawChances(demo)).not.toBe(await rawChances(filled));
  await demo.restart();
  await demo.predict.assessNow();
  expect(await rawChances(demo)).toBe(await rawChances(filled));
});

const VALUES = demoValues("2014-09", AGENCY);
const EARLIER_VALUES = VALUES.filter(({ period }) => period < "2014-01");

/** A demo whose values of earlier years are not there when it is assessed first. */
async function demoSince2014(): Promise<TestDeployment> {
  const demo = await openTestDeployment(OCTOBER);
  opened.push(demo);
  await demo.apply(demoPlan(AGENCY));
  await demo.push(VALUES.filter(({ period }) => period >= "2014-01"));
  await demo.predict.assessNow();
  return demo;
}

/** The uncalibrated chances of the backtests that the newest two periods learn from, as text. */
async function rawChances(deployment: TestDeployment): Promise<string> {
  const newest = new Map(
    (await assessments(deployment))
      .filter(({ backtest, periodsLeft }) => backtest && (periodsLeft === 3 || periodsLeft === 4))
      .map(({ goal, period, pHitRaw }) => [`${goal} ${period}`, pHitRaw]),
  );
  const lines = [...newest].map(([place, chance]) => `${place}: ${chance}`);
  return lines.toSorted((left, right) => (left < right ? -1 : 1)).join("\n");
}

test("a round looks only at goals that something happened to, and misses none: a process that looks at all of them appends nothing", async () => {
  const demo = await demoAt(OCTOBER, "2014-09");
  const { predict } = demo;
  const told = async (): Promise<number> => (await demo.events("assessments")).length;
  await predict.assessNow();
  await predict.fillHistory();
  for (const [changed, now] of CHANGES) {
    demo.clock.set(Date.parse(now));
    await demo.push(changed(demoValues("2014-12", AGENCY)));
    const before = await told();
    await predict.assessNow();
    await predict.fillHistory();
    const after = await told();
    expect(after).toBeGreaterThan(before);
    const fresh = await demo.restart();
    await fresh.assessNow();
    await fresh.fillHistory();
    await fresh.close();
    expect(await told()).toBe(after);
  }
});

type Values = ReturnType<typeof demoValues>;
const replaced = (values: Values, wanted: (value: Values[number]) => boolean, knownAt: string): Values =>
  values.filter(wanted).map((value) => ({ ...value, value: "50", knownAt }));
const isEndOf2013 = ({ kind, period }: Values[number]): boolean => kind === "actual" && period === "2013-12";
/** Changed values, each at a moment of its own. */
const CHANGES: readonly (readonly [(values: Values) => Values, string])[] = [
  // An earlier month of what is behind a to-date figure; a value that can be known only in a while; …
  [
    (all) =>
      replaced(all, ({ kind, period }) => kind === "actual" && period === "2014-03", "2014-10-01T04:05:00Z"),
    "2014-10-01T04:10:00Z",
  ],
  [
    (all) => [
      ...replaced(
        all,
        ({ kind, period }) => kind === "planned" && period === "2014-12",
        "2014-10-01T04:20:00Z",
      ),
      ...replaced(
        all,
        ({ kind, period }) => kind === "actual" && period === "2014-08",
        "2014-10-01T04:24:00Z",
      ),
    ],
    "2014-10-01T04:21:00Z",
  ],
  [(all) => replaced(all.slice(0, 1), () => true, "2014-10-01T04:25:00Z"), "2014-10-01T04:25:00Z"],
  // … how the year before ended, from which the open goals learn; the months up to the end of this year; the same again.
  [(all) => replaced(all, isEndOf2013, "2014-10-01T05:00:00Z"), "2014-10-01T05:00:00Z"],
  [
    (all) => all.filter(({ kind, period }) => kind === "actual" && period > "2014-09"),
    "2015-01-01T05:00:00Z",
  ],
  [
    (all) => all.filter(isEndOf2013).map((value) => ({ ...value, knownAt: "2015-01-01T06:00:00Z" })),
    "2015-01-01T06:00:00Z",
  ],
];

test("POST /assessments assesses now and says what the newest period brought", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  await app.register(filled.predict.routes);
  const answer = await app.inject({ method: "POST", url: "/assessments", headers: { host: "localhost" } });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ asOf: "2014-10-01T04:00:00.000Z", unassessed: 0 });
  expect(answer.json<{ assessed: number }>().assessed).toBeGreaterThan(10);
  await app.close();
});

test("B-04 every flag is an event with its model and version, the ids of what it rests on, chance, interval, threshold and rule version", async () => {
  const made = new Map(
    (await eventsOf(filled, "milepost.assessment.made.v1")).map((event) => [event.id, event.data]),
  );
  const raised = (await eventsOf(filled, "milepost.alert.raised.v1")).map(({ data }) => data);
  expect(raised.length).toBeGreaterThan(0);
  for (const flag of raised) {
    const run = (flag.assessments ?? []).map((id) => made.get(id));
    expect(run).toHaveLength(flag.periods);
    for (const one of run) {
      expect(one?.goal).toBe(flag.goal);
      expect(one?.pHit).toBeLessThan(flag.raiseBelow);
    }
    const { pHit, low80, high80, model, modelVersion, inputsPosition } = run.at(-1) ?? {};
    expect(flag).toMatchObject({ pHit, low80, high80, model, modelVersion, inputsPosition });
    expect(flag.low80).toBeLessThan(flag.high80 ?? Number.NEGATIVE_INFINITY);
    expect(flag.rule).toEqual({ id: "chance-below-threshold", version: "2" });
  }
});

test("alerts: history is a backtest and never delivered, what stands is one digest per owner, closed with its outcome", async () => {
  expect(beforeFilling.filter(({ type }) => type === "milepost.alert.raised.v1")).toEqual([]);
  const raised = (await eventsOf(filled, "milepost.alert.raised.v1")).map(({ data }) => data);
  const delivered = (await eventsOf(filled, "milepost.alerts.delivered.v1")).map(({ data }) => data);
  const standing = raised.filter(({ backtest }) => !backtest);
  expect(delivered.map(({ owner }) => owner)).toEqual(["mnr-performance"]);
  expect(delivered[0]?.alerts).toEqual(standing.map(({ alert }) => alert).toSorted());
  expect(standing.every(({ goal }) => goal.endsWith("-2014"))).toBe(true);
  expect(new Set(raised.map(({ alert }) => alert)).size).toBe(raised.length);
  for (const [month, now] of LAST_MONTHS) {
    filled.clock.set(Date.parse(now));
    // A round as the month ends, before its values are there, says nothing of how goals ended.
    await filled.predict.assessNow();
    await filled.push(demoValues(month, AGENCY).filter(({ period }) => period === month));
    await filled.predict.assessNow();
  }
  const closed = (await eventsOf(filled, "milepost.alert.closed.v1")).map(({ data }) => data.alert);
  const all = (await eventsOf(filled, "milepost.alert.raised.v1")).map(({ data }) => data.alert);
  expect(closed.toSorted()).toEqual(all.toSorted());
});

const LAST_MONTHS = [
  ["2014-10", "2014-11-01T04:00:00Z"],
  ["2014-11", "2014-12-01T05:00:00Z"],
  ["2014-12", "2015-01-01T05:00:00Z"],
] as const;
const DEADLINE_MS = 30_000;
const POLL_MS = 50;

/** The first answer that is not empty. */
async function eventually<Item>(ask: () => Promise<readonly Item[]>): Promise<readonly Item[]> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const answer = await ask();
    if (answer.length > 0) return answer;
    if (Date.now() > deadline) throw new Error("nothing came in time");
    await pause(POLL_MS);
  }
}
