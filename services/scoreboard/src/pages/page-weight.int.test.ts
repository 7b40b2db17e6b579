import type { MilepostEvent } from "@milepost/contracts";
import { goalSchema, kpiSchema, scorecardSchema } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";

const GOALS = 1_500;
const UNITS = 300;
const MOST_BYTES = 150_000;
let board: BoardUnderTest;

beforeAll(async () => {
  board = await openBoard({
    records: largePlan(),
    rows: { observation_events: values(), alert_events: alerts() },
  });
});
afterAll(() => board.close());

/** As many goals as KPIs without one, of many units, all on one scorecard. */
function largePlan(): readonly NewRecord[] {
  const kpis = numbered(2 * GOALS).map((index) =>
    defined("kpi", `kpi-${index}`, {
      ...kpiSchema.parse({
        name: `Deliveries on time, number ${index}`,
        unit: "percent",
        decimals: 1,
        direction: "increase",
        behaviour: "average",
        grain: "month",
        belongsTo: `unit-${index % UNITS}`,
        category: `Category ${index % 5}`,
      }),
    }),
  );
  const goals = numbered(GOALS).map((index) =>
    defined(
      "goal",
      `goal-${index}`,
      goalSchema.parse({
        kind: "annual_goal",
        title: `Deliver on time, number ${index}`,
        owner: `owner-${index % 100}`,
        window: 2014,
        measure: { kpi: `kpi-${index}`, from: 90, to: 95, trajectory: "step" },
      }),
    ),
  );
  const items = numbered(GOALS).map((index) => ({ goal: `goal-${index}` }));
  return [
    defined("calendar", "default", { kind: "gregorian", timeZone: "America/New_York", fiscalYearStart: 1 }),
    ...kpis,
    ...goals,
    defined("scorecard", "all", scorecardSchema.parse({ layout: "units-by-category", items })),
  ];
}

function numbered(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function defined(kind: string, id: string, definition: object): NewRecord {
  const time = "2014-01-01T05:00:00.000Z";
  const data = { id, definition, kpiVersion: 1, effectiveFrom: "2014-01-01", managedBy: "file" };
  const type = `milepost.${kind}.defined.v1`;
  const event = {
    specversion: "1.0",
    id: `${kind}-${id}`,
    source: "//test",
    type,
    time,
    recordedtime: time,
    data,
  };
  return { topic: "strategy", key: `${kind}/${id}`, event: event as unknown as MilepostEvent };
}

/** Three months of every goal's KPI. */
function values(): readonly string[] {
  return numbered(GOALS).flatMap((index) =>
    ["2014-01", "2014-02", "2014-03"].map((period, month) =>
      JSON.stringify({
        kpi: `kpi-${index}`,
        grain: "month",
        kind: "actual",
        period_label: period,
        period_start: `${period}-01`,
        period_end: `${period}-28`,
        period_ends_at: `${period}-28 05:00:00.000`,
        source: "//test",
        id: period,
        event_type: "recorded",
        value: String(80 + ((index * 7 + month) % 20)),
        kpi_version: 1,
        completeness: "complete",
        time: `${period}-28 05:00:00.000`,
        known_at: `${period}-28 05:00:00.000`,
        recorded_at: `${period}-28 05:00:00.000`,
        log_topic: "observations",
        log_offset: index * 3 + month,
      }),
    ),
  );
}

/** An alert of every goal, still open. */
function alerts(): readonly string[] {
  return numbered(GOALS).map((index) =>
    JSON.stringify({
      alert: `alert-${index}`,
      step: "raised",
      goal: `goal-${index}`,
      kpi: `kpi-${index}`,
      owner: `owner-${index % 100}`,
      as_of: "2014-04-01 04:00:00.000",
      period: "2014-03",
      headline: `Deliveries on time, number ${index}, will very likely miss the target of the year`,
      message: "What happened, what it takes, and what can be done about it.",
      evidence: `/kpis/kpi-${index}`,
      time: "2014-04-01 04:00:00.000",
      recorded_at: "2014-04-01 04:00:00.000",
      log_offset: index,
    }),
  );
}

async function page(url: string): Promise<string> {
  const answer = await board.get(url);
  expect([url, answer.statusCode]).toEqual([url, 200]);
  return answer.body;
}

it("however many goals, KPIs, units and alerts there are, no page weighs more than 150 kB", async () => {
  const pages = ["/", "/?show=unknown", "/?without=1480", "/scorecard", "/scorecard?items=all", "/alerts"];
  for (const url of pages) {
    const bytes = Buffer.byteLength(await page(url));
    expect([url, bytes <= MOST_BYTES ? "light" : bytes]).toEqual([url, "light"]);
  }
});

it("what does not fit is counted, and one click away", async () => {
  const said = [
    ["/", "No chance can be told for March 2014 yet; 1,500 goals are waiting."],
    ["/", "Show the first 60 of 1,500"],
    ["/", "Show the next 40 of 1,500"],
    ["/?show=unknown:60", "from number 61 on"],
    ["/?show=unknown:60", "Show the ones before"],
    ["/alerts", "80 more owners"],
    ["/alerts?owner=owner-7", "15 alerts are open"],
    ["/scorecard?items=all", "the first 150 of them"],
  ] as const;
  const missing = await Promise.all(
    said.map(async ([url, words]) => ((await page(url)).includes(words) ? [] : [`${url}: ${words}`])),
  );
  expect(missing.flat()).toEqual([]);
});
