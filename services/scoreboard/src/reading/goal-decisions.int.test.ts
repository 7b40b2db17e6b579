import { goalSchema, kpiSchema } from "@milepost/contracts";
import type { MilepostEvent, Topic } from "@milepost/contracts";
import type { Consumer } from "@milepost/event-log";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SEPTEMBER } from "../testing/readings.ts";
import { openAmong } from "./board.ts";
import { readAssessments } from "./goal-decisions.ts";
import { openPlanReader } from "./plan-reader.ts";
import type { PlanReader } from "./plan-reader.ts";
import { rememberReads } from "./remembered-reads.ts";
import type { RememberedReads } from "./remembered-reads.ts";

const AT = "2014-10-01T04:00:00.000Z";
let database: TestStore;
let logged: TestLog;
let plan: PlanReader;
let projector: Consumer;
let reads: RememberedReads;
let offset = 0;

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
  reads = rememberReads({ log: logged.log, store: database.store });
});
afterAll(async () => {
  await Promise.all([plan.close(), projector.close()]);
  await Promise.all([database.close(), logged.close()]);
});

/** Appends an event, and resolves once the projector has passed it. */
async function append(topic: Topic, type: string, data: object): Promise<void> {
  const common = { specversion: "1.0", source: "//test", time: AT, recordedtime: AT };
  const event = { ...common, id: `event-${(offset += 1)}`, type, data } as unknown as MilepostEvent;
  const [place] = await logged.log.append([{ topic, key: "g", event }]);
  await projector.waitFor({ [`${topic}/${place?.partition}`]: (place?.offset ?? 0) + 1 });
  await plan.caughtUp();
}

async function define(isPrivate: boolean, effectiveFrom = "2014-01-01"): Promise<void> {
  const measure = { kpi: "k", from: 90, to: 95, trajectory: "step" };
  const goal = { kind: "annual_goal", title: "Deliver", owner: "kim", window: 2014, measure };
  const definition = goalSchema.parse({ ...goal, private: isPrivate });
  const managedBy = "file";
  await append("strategy", "milepost.goal.defined.v1", { id: "g", definition, effectiveFrom, managedBy });
}

/** What the projector writes of a definition. */
async function insertDefinition(isPrivate: boolean): Promise<void> {
  const row = { goal: "g", private: isPrivate, log_topic: "strategy", log_offset: (offset += 1) };
  await database.store.insert("goal_definitions", [JSON.stringify(row)]);
}

const chance = async (): Promise<number | null | undefined> =>
  (await readAssessments({ reads, plan }, SEPTEMBER, ["g"])).get("g")?.newest?.pHit;

test("a goal that is made public shows what was said of it, whichever comes first, its definition's row or the question", async () => {
  await define(true);
  await insertDefinition(true);
  const assessed = { goal: "g", as_of: AT, period: "2014-09", p_hit: 0.4, log_topic: "assessments" };
  const statuses = { rule_status: "on_track", pace_status: "behind" };
  await database.store.insert("assessment_events", [JSON.stringify({ ...assessed, ...statuses })]);
  await append("assessments", "milepost.assessment.made.v1", { goal: "g" });
  expect(await chance()).toBeUndefined();
  await define(false);
  await chance();
  await insertDefinition(false);
  expect(await chance()).toBe(0.4);
});

test("of a goal that is made private nothing is said that was remembered, also once it is archived", async () => {
  expect(await chance()).toBe(0.4);
  await define(true);
  expect(await chance()).toBeUndefined();
  await append("strategy", "milepost.definition.archived.v1", { kind: "goal", id: "g" });
  expect(plan.now().goals.has("g")).toBe(false);
  expect(await chance()).toBeUndefined();
});

test("a goal that was private when it was archived is open in no month, also where it was public then", async () => {
  const kpi = {
    name: "K",
    unit: "count",
    decimals: 0,
    direction: "increase",
    behaviour: "stock",
    grain: "month",
  };
  const common = { effectiveFrom: "2014-01-01", managedBy: "file", kpiVersion: 1 };
  await append("strategy", "milepost.kpi.defined.v1", {
    ...common,
    id: "k",
    definition: kpiSchema.parse(kpi),
  });
  const august = { ...SEPTEMBER, period: "2014-08", previous: "2014-07", latest: false };
  const open = (): readonly string[] => openAmong({ plan }, august).map(({ id }) => id);
  await define(false);
  expect(open()).toEqual(["g"]);
  await define(true, "2014-09-01");
  expect(open()).toEqual([]);
  await append("strategy", "milepost.definition.archived.v1", { kind: "goal", id: "g" });
  expect(open()).toEqual([]);
});
