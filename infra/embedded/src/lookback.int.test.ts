import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MilepostEvent, Period } from "@milepost/contracts";
import { parsePeriod, periodEndsAt, periodsBetween } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setClock, startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

/** A month brings what is planned, and from April on far less: the year ends 42 % short, at 3 × 103 + 9 × 43 = 696 of 1,200. */
const PLANNED = 103;
const SHORT = 43;
/** July's figure is known only then. */
const JULY_KNOWN = "2014-10-10T00:00:00.000Z";
const folder = mkdtempSync(join(tmpdir(), "milepost-lookback-"));
let under: DeploymentUnderTest;

/** What the plan says of the goal that is looked back on, and below which chance it raises alerts. */
interface Planned {
  readonly owner: string;
  readonly to?: number;
  readonly incentiveLinked?: boolean;
  readonly raiseBelow?: number;
}

const planOf = ({ owner, to = 1200, incentiveLinked = false, raiseBelow = 0.4 }: Planned): object =>
  planFile({
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: {
      ann: { name: "Ann", email: "ann@example.org" },
      bob: { name: "Bob", email: "bob@example.org" },
    },
    kpis: {
      revenue: {
        name: "Revenue",
        unit: "count",
        decimals: 0,
        direction: "increase",
        behaviour: "flow",
        grain: "month",
      },
    },
    goals: {
      "first-year": {
        kind: "initiative",
        title: "First-year revenue",
        owner,
        window: 2014,
        measure: { kpi: "revenue", from: 0, to, evaluation: "cumulative" },
        incentiveLinked,
      },
      // 70 % of the way is 630, which is reached; the target is not.
      stretch: {
        kind: "objective",
        title: "A first year to be proud of",
        owner: "ann",
        window: 2014,
        measure: { kpi: "revenue", from: 0, to: 900, evaluation: "cumulative" },
        commitment: "aspirational",
        cadence: "monthly",
      },
    },
    scorecards: {},
    alerting: { raiseBelow, periods: 2, clearAbove: 0.65, aspirational: { raiseBelow: 0.3 } },
  });

beforeAll(async () => {
  under = await startDeployment(folder, "2014-04-01T06:00:00Z");
  await under.call("POST /v1/plans", planOf({ owner: "ann" }));
  await push(
    months("2011-01", "2014-03").map(({ label }, at) => [
      label,
      label < "2014" ? PLANNED - 5 + ((at * 7) % 5) : PLANNED,
    ]),
  );
});
afterAll(async () => {
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

function months(first: string, last: string): readonly Period[] {
  const month = (label: string): Period => parsePeriod(label, "month") as Period;
  return periodsBetween(month(first), month(last));
}

async function push(values: readonly (readonly [string, number])[], again = ""): Promise<void> {
  const events = values.map(([period, value]) => {
    const end = new Date(periodEndsAt(parsePeriod(period, "month") as Period, "UTC")).toISOString();
    const first = period === "2014-07" ? JULY_KNOWN : end;
    const knownAt = again === "" ? first : new Date(under.embedded.clock.now()).toISOString();
    const data = { kpi: "revenue", series: {}, period, kind: "actual", value: String(value), knownAt };
    return {
      specversion: "1.0",
      id: `revenue-${period}${again}`,
      source: "//test",
      type: "milepost.observation.recorded.v1",
      time: knownAt,
      data: { ...data, completeness: "complete" },
    };
  });
  expect((await under.call("POST /v1/events", events)).body).toMatchObject({ rejected: 0 });
}

/** Lets the clock stand at an instant at which values arrive, and does what is due then. */
async function at(now: string, values: readonly (readonly [string, number])[] = []): Promise<void> {
  const { predict } = under.embedded;
  await setClock(under, now);
  if (values.length > 0) await push(values);
  await predict.assessNow();
  await predict.fillHistory();
  await under.caughtUp();
}

const SHORT_OF = (first: string, last: string): readonly (readonly [string, number])[] =>
  months(first, last).map(({ label }) => [label, SHORT]);

async function lookback(): Promise<Lookback> {
  const { status, body } = await under.call("GET /v1/goals/first-year/lookback");
  expect(status).toBe(200);
  return body as unknown as Lookback;
}

interface Lookback {
  readonly [field: string]: unknown;
  readonly timeline: readonly { readonly at: string; readonly what: string; readonly event: string | null }[];
  readonly gaps: readonly {
    readonly gap: string;
    readonly found: boolean | null;
    readonly events: readonly string[];
  }[];
}

async function pageOf(path: string): Promise<string> {
  const page = await under.app.inject({ url: path, headers: { host: "localhost" } });
  expect([path, page.statusCode]).toEqual([path, 200]);
  return page.body.replaceAll(/\s+/g, " ");
}

const ALERT = "first-year-2014-05";

it("is told to have no lookback before it has ended", async () => {
  await at("2014-04-01T06:00:00Z");
  expect(await under.call("GET /v1/goals/first-year/lookback")).toMatchObject({ status: 404 });
  // Its owner gets an alert with May, leaves, and the next one's plan does not help.
  await at("2014-05-01T06:00:00Z", SHORT_OF("2014-04", "2014-04"));
  await at("2014-06-01T06:00:00Z", SHORT_OF("2014-05", "2014-05"));
  await at("2014-06-02T06:00:00Z");
  await under.call("POST /v1/plans", planOf({ owner: "bob" }));
  await at("2014-06-03T06:00:00Z");
  const taken = { plan: "Call every customer", reviewDate: "2014-07-10" };
  expect(
    await under.call(`POST /v1/alerts/${ALERT}/acknowledgements`, taken, { "milepost-actor": "bob" }),
  ).toMatchObject({ status: 201 });
  await at("2014-07-10T06:00:00Z", SHORT_OF("2014-06", "2014-06"));
  await at("2014-10-11T06:00:00Z", SHORT_OF("2014-07", "2014-09"));
  await at("2015-01-02T06:00:00Z", SHORT_OF("2014-10", "2014-12"));
  expect((await under.call("GET /v1/goals/first-year")).body["closing"]).toMatchObject({ outcome: "miss" });
});

it("S-029 given plan and actual, the service reports shortfall 42 % and the first date at which P(hit) fell below the alert threshold", async () => {
  const told = await lookback();
  expect(told).toMatchObject({ actual: 696, target: 1200, shortfall_percent: 42, raise_below: 0.4 });
  const { body } = await under.call("GET /v1/assessments?goal=first-year");
  const made = body["items"] as readonly {
    readonly id: string;
    readonly as_of: string;
    readonly p_hit: number | null;
  }[];
  const first = made.find(({ p_hit: chance }) => chance !== null && chance < 0.4);
  expect(made.indexOf(first as never)).toBeGreaterThan(0);
  expect(told["first_below"]).toMatchObject({
    date: "2014-05-01",
    period: "2014-04",
    event: first?.id,
    p_hit: first?.p_hit,
  });
  const page = await pageOf("/goals/first-year/lookback");
  expect(page).toContain("First-year revenue: missed, 42 % short of its target");
  expect(page).toContain("It ended at 696 against 1,200");
});

it("S-032 for a closed, missed initiative the service generates a timeline from events and tags gaps (owner, tracking, cadence, feedback, incentive) with the event ids as evidence", async () => {
  const { timeline, gaps } = await lookback();
  expect(timeline.map(({ what }) => what)).toEqual([
    "fell_below",
    "raised",
    "delivered",
    "owner_changed",
    "reassigned",
    "delivered",
    "acknowledged",
    "reopened",
    "delivered",
    "value_late",
    "closed",
    "goal_ended",
  ]);
  const evidence = Object.fromEntries(gaps.map(({ gap, events }) => [gap, events]));
  expect(evidence).toEqual({
    owner: [expect.any(String), `${ALERT}-reassigned-1`],
    tracking: ["revenue-2014-07"],
    cadence: [expect.stringContaining("acknowledgement-"), expect.stringContaining(`${ALERT}-closed-miss`)],
    feedback: [expect.stringContaining(`${ALERT}-reopened-`)],
    incentive: [evidence["owner"]?.[0]],
  });
  expect(gaps.every(({ found }) => found)).toBe(true);
  const known = await eventIds();
  const named = [...gaps.flatMap(({ events }) => events), ...timeline.flatMap(({ event }) => event ?? [])];
  expect(named.filter((event) => !known.has(event))).toEqual([]);
});

it("an aspirational goal is alerted on 70 % of the way: its chance of all of it stays what it says, and nobody is woken for it", async () => {
  const { body } = await under.call("GET /v1/assessments?goal=stretch");
  const made = body["items"] as readonly Record<string, unknown>[];
  const april = made.filter(({ period }) => String(period) >= "2014-05" && String(period) <= "2014-06");
  expect(april.length).toBeGreaterThan(1);
  for (const { p_hit: whole, p_reach: part, reach, reach_target: figure } of april) {
    expect([reach, figure]).toEqual([0.7, 630]);
    expect(Number(whole)).toBeLessThan(0.5);
    expect(Number(part)).toBeGreaterThan(0.5);
  }
  expect((await under.call("GET /v1/alerts?goal=stretch")).body["items"]).toEqual([]);
  const told = await under.call("GET /v1/goals/stretch/lookback");
  expect(told.body).toMatchObject({ outcome: "miss", raise_below: 0.3, first_below: null });
  const committed = await under.call("GET /v1/assessments?goal=first-year");
  expect((committed.body["items"] as readonly object[]).at(-1)).toMatchObject({ reach: null, p_reach: null });
});

it("S-032 nobody's word within the cadence is a gap of a goal that was never alerted, too", async () => {
  const { body } = await under.call("GET /v1/goals/stretch/lookback");
  const [cadence] = (body as unknown as Lookback).gaps.filter(({ gap }) => gap === "cadence");
  const words = "Nobody said anything from 1 April 2014 to 1 January 2015.";
  expect(cadence).toMatchObject({ found: true, words });
  expect(await eventIds()).toContain(cadence?.events[0]);
});

it("the page is two clicks from the alerts and one from the track record, and the past does not know it yet", async () => {
  const link = 'href="/goals/first-year/lookback"';
  expect(await pageOf("/alerts")).toContain(`href="/alerts/${ALERT}"`);
  expect(await pageOf(`/alerts/${ALERT}`)).toContain(link);
  expect(await pageOf("/track-record")).toContain(link);
  const then = { url: "/goals/first-year/lookback?asOf=2014-11", headers: { host: "localhost" } };
  expect((await under.app.inject(then)).statusCode).toBe(404);
});

it("S-032 what is planned after the end, and a value that is corrected then, tell of no other past", async () => {
  const { timeline, actual: _, shortfall_percent: __, corrected_as_of: ___, ...before } = await lookback();
  await at("2015-01-10T06:00:00Z");
  const changed = planOf({ owner: "ann", to: 1600, incentiveLinked: true, raiseBelow: 0.2 });
  expect((await under.call("POST /v1/plans", changed)).body).toMatchObject({ dryRun: false });
  expect(await lookback()).toMatchObject(before);
  await at("2015-01-20T06:00:00Z");
  await push([["2014-12", SHORT - 12]], "-corrected");
  await at("2015-01-21T06:00:00Z");
  const after = await lookback();
  expect(after).toMatchObject({ ...before, actual: 684, shortfall_percent: 43 });
  expect(after["corrected_as_of"]).toBe("2015-01-20T06:00:00.000Z");
  expect(after.timeline.slice(0, timeline.length)).toEqual(timeline);
  expect(after.timeline.slice(timeline.length).map(({ what }) => what)).toEqual(["goal_corrected"]);
  const page = await pageOf("/goals/first-year/lookback");
  expect(page).toContain(
    "It ended at 684 against 1,200 (known end of 31 Dec 2014, corrected 20 Jan 2015, 06:00).",
  );
  await at("2015-02-02T06:00:00Z");
  expect(await pageOf("/goals/first-year/lookback?asOf=2014-12")).toContain("It ended at 696 against 1,200");
});

/** Ids of all events of the topics that tell of goals. */
async function eventIds(): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const { log } = under.embedded;
  for (const topic of ["strategy", "assessments", "observations"] as const)
    for (let partition = 0; partition < log.partitions[topic]; partition += 1)
      for await (const batch of log.read({ topic, partition, from: 0, to: Number.MAX_SAFE_INTEGER }))
        for (const { value } of batch) ids.add((value as MilepostEvent).id);
  return ids;
}
