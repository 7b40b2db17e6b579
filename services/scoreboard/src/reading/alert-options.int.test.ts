import { goalSchema } from "@milepost/contracts";
import type { MilepostEvent, Topic } from "@milepost/contracts";
import type { Consumer } from "@milepost/event-log";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAlertOptions } from "./alert-options.ts";
import type { BoardParts } from "./board.ts";
import { openPlanReader } from "./plan-reader.ts";
import type { PlanReader } from "./plan-reader.ts";
import { rememberReads } from "./remembered-reads.ts";

const AT = "2026-10-01T04:00:00.000Z";
let database: TestStore;
let logged: TestLog;
let plan: PlanReader;
let projector: Consumer;
beforeAll(async () => {
  [database, logged] = await Promise.all([openTestStore(), openTestLog()]);
  plan = await openPlanReader(logged.log);
  projector = logged.log.consume({
    group: "projector",
    topics: ["assessments", "strategy"],
    maxBatchRecords: 100,
    maxWaitMs: 1,
    onBatch: async () => undefined,
  });
});
afterAll(async () => {
  await Promise.all([plan.close(), projector.close()]);
  await Promise.all([database.close(), logged.close()]);
});

async function append(topic: Topic, type: string, data: object): Promise<void> {
  const id = `${type}-${Math.random()}`;
  const common = { specversion: "1.0", source: "//test", time: AT, recordedtime: AT };
  const event = { ...common, id, type, data } as unknown as MilepostEvent;
  const [place] = await logged.log.append([{ topic, key: "g", event }]);
  await projector.waitFor({ [`${topic}/${place?.partition}`]: (place?.offset ?? 0) + 1 });
  await plan.caughtUp();
}

test("a goal below that the plan makes private is told of no more, before its row is there, nor is its part of the risk", async () => {
  const reads = rememberReads({ log: logged.log, store: database.store });
  const parts = { reads, plan, clock: { now: () => Date.parse(AT) } } as unknown as BoardParts;
  const weighed = { alert: "a", goal: "top", event_id: "weighed", kind: "child", share: 0.5, log_offset: 1 };
  const rows = ["secret", "open"].map((child, place) => ({ ...weighed, option: child, child, place }));
  await database.store.insert(
    "option_events",
    rows.map((row) => JSON.stringify(row)),
  );
  const told = async (): Promise<unknown> =>
    (await readAlertOptions(parts, "a")).map(({ child, share }) => ({ child, share }));
  expect(await told()).toEqual([
    { child: "secret", share: 0.5 },
    { child: "open", share: 0.5 },
  ]);
  const goal = { kind: "task", title: "Secret", owner: "kim", window: 2026, private: true };
  const definition = goalSchema.parse({ ...goal, measure: { kpi: "k", to: 1 } });
  const effectiveFrom = "2026-01-01";
  await append("strategy", "milepost.goal.defined.v1", {
    id: "secret",
    definition,
    effectiveFrom,
    managedBy: "file",
  });
  expect(await told()).toEqual([{ child: "open", share: null }]);
});
