import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { biClientsSuite } from "./bi-clients.suite.ts";
import { monthInBrowserSuite, pagesSuite } from "./pages.suite.ts";
import { startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";

/** Where the demo's clock ends: New York's midnight after December 2014. */
const LAST_CLOCK = "2015-01-01T05:00:00.000Z";

const folder = temporaryFolder();
let milepost: RunningMilepost;

beforeAll(async () => {
  milepost = await startMilepost({ dataDir: folder.path });
});
afterAll(async () => {
  await milepost.stop();
  folder.remove();
});

describe("the demo from its first start to December's outcome", () => {
  biClientsSuite(() => milepost);
  pagesSuite(() => milepost);

  it("September is present for 132 KPIs; the one that ended says so", async () => {
    const kpis = await everyItem<{ kpi: string; last_period: string | null }>("/v1/kpis");
    const monthly = kpis.filter((kpi) => !kpi.kpi.endsWith("-ytd"));
    expect(monthly).toHaveLength(133);
    expect(monthly.filter((kpi) => kpi.last_period === "2014-09")).toHaveLength(132);
    const page = await fetch(
      `${milepost.url}/kpis/nyct-wait-assessment-subways-inactive-historic-calculations`,
    );
    expect(await page.text()).toContain("no data since February 2012");
  });

  it("a time ahead of the demo's clock is refused with the clock and the command that moves it", async () => {
    const event = {
      specversion: "1.0",
      id: "ahead",
      source: "//test",
      type: "milepost.observation.recorded.v1",
      time: "2014-10-05T00:00:00Z",
      data: { kpi: "mnr-elevator-availability", period: "2014-09", value: "98" },
    };
    const answer = await post("/v1/events", JSON.stringify(event));
    const text = await answer.text();
    expect(text).toContain("2014-10-01T04:00:00.000Z");
    expect(text).toContain("npx milepost demo next-month");
  });

  it("pages and banner name the address in the demo's command, which would go to another port by itself", async () => {
    const command = `npx milepost --url ${milepost.url} demo next-month`;
    expect(await (await fetch(milepost.url)).text()).toContain(`<code>${command}</code>`);
    expect(milepost.said()).toContain(command);
  });

  it("a second start pulls nothing twice and keeps every assessment", async () => {
    const before = await openAssessments();
    const runs = await everyItem("/v1/connectors/mta/runs");
    expect(await milepost.stop()).toBe(0);
    milepost = await startMilepost({ dataDir: folder.path });
    expect(await openAssessments()).toEqual(before);
    expect(await everyItem("/v1/connectors/mta/runs")).toEqual(runs);
  });

  monthInBrowserSuite(() => milepost);

  it("the next months change numbers, forecasts and alerts, up to December's outcome; then the demo is over", async () => {
    const before = await openAssessments();
    const months = [await nextMonth()];
    expect(await openAssessments()).not.toEqual(before);
    while (months.at(-1)?.clock !== LAST_CLOCK) months.push(await nextMonth());
    for (const { run } of months) expect(run.observationsAppended).toBeGreaterThan(132);
    expect(months[0]?.assessed).toBeGreaterThan(100);
    expect(months.at(-1)?.goalsClosed).toBeGreaterThan(100);
    const over = await post("/v1/demo/months");
    expect(over.status).toBe(409);
    expect(await over.text()).toContain("December 2014");
  });
});

interface MonthAnswer {
  readonly clock: string;
  readonly run: { readonly observationsAppended: number };
  readonly assessed: number;
  readonly goalsClosed: number;
}

async function nextMonth(): Promise<MonthAnswer> {
  const answer = await post("/v1/demo/months");
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as MonthAnswer;
}

/** Chance and interval of each open goal, as it stands now. */
async function openAssessments(): Promise<readonly unknown[]> {
  const items = await everyItem<Record<string, unknown>>("/v1/assessments?asOf=now");
  return items.map((item) => [item["goal"], item["as_of"], item["p_hit"], item["low_80"], item["high_80"]]);
}

async function everyItem<Item>(path: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const address = new URL(path, milepost.url);
    if (cursor !== "") address.searchParams.set("cursor", cursor);
    const answer = await fetch(address);
    expect(answer.status, path).toBe(200);
    const page = (await answer.json()) as { items: readonly Item[]; next: string | null };
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

function post(path: string, body?: string): Promise<Response> {
  const headers = { "content-type": "application/cloudevents+json" };
  return fetch(
    `${milepost.url}${path}`,
    body === undefined ? { method: "POST" } : { method: "POST", headers, body },
  );
}
