import type { MilepostEvent } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoPlan, demoValues } from "../testing/demo-values.ts";
import { openTestDeployment } from "../testing/test-deployment.ts";
import type { TestDeployment } from "../testing/test-deployment.ts";

const KPI = "mnr-elevator-availability";
const GOAL = `${KPI}-2014`;
let under: TestDeployment;

beforeAll(async () => {
  under = await openTestDeployment(Date.parse("2014-10-01T04:00:00Z"));
  await under.apply(demoPlan(KPI));
  await under.push(demoValues("2014-09", KPI));
  await under.predict.assessNow();
});
afterAll(() => under.close());

async function report(id: string): Promise<void> {
  const { externalReported } = EXAMPLE_EVENTS;
  const stamps = { id, time: "2014-10-01T04:00:00.000Z", recordedtime: "2014-10-01T04:00:00.000Z" };
  const data = { ...externalReported.data, report: `external-${id}`, matched: [GOAL] };
  const event: MilepostEvent = { ...externalReported, ...stamps, data };
  await under.log.append([{ topic: "assessments", key: data.report, event }]);
}

const opened = async (): Promise<readonly MilepostEvent[]> =>
  (await under.events("assessments")).filter(({ type }) => type === "milepost.review.opened.v1");

test("a report that came while nothing ran opens its review at the next start, and no further start opens it again", async () => {
  await under.predict.close();
  await report("while-away");
  await under.restart();
  await expect.poll(async () => (await opened()).length, { timeout: 120_000 }).toBe(1);
  const [review] = await opened();
  expect(review?.data).toMatchObject({ goal: GOAL, before: { period: "2014-09", pHit: expect.any(Number) } });
  await under.predict.close();
  await under.restart();
  await report("next");
  await expect.poll(async () => (await opened()).length, { timeout: 120_000 }).toBe(2);
  expect(new Set((await opened()).map(({ id }) => id)).size).toBe(2);
});
