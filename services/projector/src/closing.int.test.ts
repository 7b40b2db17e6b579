import { TOPICS } from "@milepost/contracts";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDeployment } from "./processes.fixture.ts";
import type { Deployment } from "./processes.fixture.ts";
import { observation, shownObservations, smallPlan } from "./projector-parts.fixture.ts";

/** Longer than any test. */
const LONG_MS = 600_000;

let engine: TestStore;
let deployment: Deployment;
beforeAll(async () => {
  engine = await openTestStore();
  deployment = await openDeployment(engine);
  await deployment.log.append(smallPlan());
});
afterAll(async () => {
  await deployment.close();
  await engine.close();
});

const valueAt = async (period: string): Promise<string | null | undefined> => {
  const rows = await shownObservations(deployment.store);
  return rows.find((row) => row.kpi === "orders" && row.period_label === period)?.value;
};

test("a projector that is closed inserts and commits the batch under way first", async () => {
  const { log } = deployment;
  const process = await deployment.start({ batchEndLimitMs: LONG_MS });
  await process.caughtUp();
  const reached = process.steps.hold("projector:decided");
  await log.append([observation({ kpi: "orders", period: "2026-01", value: "1" })]);
  await reached;
  const closed = process.close();
  process.steps.release();
  await closed;
  expect(await valueAt("2026-01")).toBe("1");
  const observations = (position: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
    Object.fromEntries(Object.entries(position).filter(([key]) => key.startsWith("observations/")));
  expect(observations(await log.committed("projector", TOPICS))).toMatchObject(
    Object.fromEntries(Object.entries(observations(await log.end(TOPICS))).filter(([, end]) => end > 0)),
  );
});

test("a batch that does not end in time is given up, and comes again to the next projector", async () => {
  const process = await deployment.start({ batchEndLimitMs: 10 });
  await process.caughtUp();
  const reached = process.steps.hold("projector:decided");
  await deployment.log.append([observation({ kpi: "orders", period: "2026-02", value: "2" })]);
  await reached;
  await process.close();
  expect(await valueAt("2026-02")).toBeUndefined();
  const next = await deployment.start();
  await next.caughtUp();
  expect(await valueAt("2026-02")).toBe("2");
});
