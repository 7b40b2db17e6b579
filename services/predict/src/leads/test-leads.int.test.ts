import type { EventOfType } from "@milepost/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDeployment } from "../deployment.ts";
import { LEADS_PLAN, plantedValues } from "../testing/planted-leads.ts";
import { openTestDeployment } from "../testing/test-deployment.ts";
import type { TestDeployment } from "../testing/test-deployment.ts";
import { recomputeLead } from "./test-leads.ts";

type Tested = EventOfType<"milepost.lead.tested.v1">;
let deployment: TestDeployment;

beforeAll(async () => {
  deployment = await openTestDeployment(Date.parse("2023-12-05T00:00:00Z"));
  await deployment.apply(LEADS_PLAN);
  await deployment.push(plantedValues(0, 47));
});
afterAll(() => deployment.close());

async function tested(): Promise<readonly Tested[]> {
  const events = await deployment.events("assessments");
  return events.filter((event): event is Tested => event.type === "milepost.lead.tested.v1");
}

test("declared links are tested when a new complete period is there, and told again only when what they rest on changed", async () => {
  await deployment.predict.assessNow();
  const first = await tested();
  expect(first.map(({ data }) => [data.lead, data.verdict, data.lag, data.period])).toEqual([
    ["calls", "supported", 2, "2023-11"],
    ["visits", "not_testable", null, null],
    ["weather", "not_supported", expect.any(Number), "2023-11"],
  ]);
  await deployment.predict.assessNow();
  deployment.clock.set(Date.parse("2023-12-20T00:00:00Z"));
  await deployment.predict.assessNow();
  await deployment.predict.close();
  await deployment.restart();
  await deployment.predict.assessNow();
  expect(await tested()).toEqual(first);

  deployment.clock.set(Date.parse("2024-01-02T00:00:00Z"));
  await deployment.push(plantedValues(47, 48));
  await deployment.predict.assessNow();
  const since = (await tested()).slice(first.length);
  expect(since.map(({ data }) => [data.lead, data.period])).toEqual([
    ["calls", "2023-12"],
    ["weather", "2023-12"],
  ]);
});

test("same inputs, same bytes: a test made again from its position does not differ, though more is known since", async () => {
  const reader = await openDeployment(deployment);
  const all = await tested();
  const again = await Promise.all(all.map(({ data }) => recomputeLead(reader, data)));
  await reader.close();
  expect(again.map((data) => JSON.stringify(data))).toEqual(all.map(({ data }) => JSON.stringify(data)));
  expect(all.length).toBeGreaterThan(4);
});
