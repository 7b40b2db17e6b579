import { TOPICS } from "@milepost/contracts";
import type { Query } from "@milepost/store";
import { openTestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import { expect, test } from "vitest";
import { observation, smallPlan, startProcess } from "../projector-parts.fixture.ts";

const OF_DERIVING = ["series lists", "scored assessments", "goal closings"];

test("what deriving asks the tables steps back for what somebody waits for", async () => {
  const [testLog, database] = await Promise.all([openTestLog(), openTestStore()]);
  const asked: { readonly name: string; readonly priority: unknown }[] = [];
  const query = <Row>(one: Query<Row>): Promise<readonly Row[]> => {
    asked.push({ name: one.name, priority: one.settings?.["priority"] });
    return database.store.query(one);
  };
  const { log } = testLog;
  const under = await startProcess({ log, store: { ...database.store, query } });
  await log.append([...smallPlan(), observation({ kpi: "orders", period: "2026-07", value: "70" })]);
  const position = await log.end(TOPICS);
  await under.projector.waitVisible(position);
  await under.projector.waitDerived(position);
  const ofDeriving = asked.filter(({ name }) => OF_DERIVING.includes(name));
  expect(new Set(ofDeriving.map(({ name }) => name))).toEqual(new Set(OF_DERIVING));
  expect(ofDeriving.filter(({ priority }) => priority !== 2)).toEqual([]);
  await under.close();
  await database.close();
  await testLog.close();
});
