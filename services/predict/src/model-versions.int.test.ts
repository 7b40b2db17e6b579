import type { AssessmentMadeData, EventOfType, EventType, PlanFile } from "@milepost/contracts";
import { openBullmqJobs } from "@milepost/jobs/bullmq-jobs";
import { silentLogger } from "@milepost/runtime";
import { canStartRedis, startKillableRedis } from "@milepost/testkit/killable-redis";
import { afterEach, describe, expect, test } from "vitest";
import { demoPlan, demoValues } from "./testing/demo-values.ts";
import { openTestDeployment } from "./testing/test-deployment.ts";
import type { TestDeployment } from "./testing/test-deployment.ts";

const AGENCY = "mnr-";
const OCTOBER = Date.parse("2014-10-01T04:00:00Z");
const NOVEMBER = Date.parse("2014-11-01T04:00:00Z");
const LATER_MS = 3_600_000;
const OLDER = { modelVersion: "101" };
const NEWER = { modelVersion: "102" };

const isPossible = await canStartRedis();

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

/** Goals that ended, and those of this year. */
function plan(): PlanFile {
  const all = demoPlan(AGENCY);
  const goals = Object.entries(all.goals).filter(([id]) => /-201[34]$/.test(id));
  return { ...all, goals: Object.fromEntries(goals) };
}

async function opened(options: Parameters<typeof openTestDeployment>[1] = {}): Promise<TestDeployment> {
  const deployment = await openTestDeployment(OCTOBER, { ...options, start: false });
  closing.push(() => deployment.close());
  await deployment.apply(plan());
  await deployment.push(values((period) => period <= "2014-09"));
  return deployment;
}

function values(isWanted: (period: string) => boolean): ReturnType<typeof demoValues> {
  return demoValues("2014-10", AGENCY).filter(({ period }) => period >= "2012" && isWanted(period));
}

async function assessAll({ predict }: TestDeployment): Promise<void> {
  await predict.assessNow();
  await predict.fillHistory();
}

async function dataOf<Type extends EventType>(
  deployment: TestDeployment,
  type: Type,
): Promise<readonly EventOfType<Type>["data"][]> {
  const events = await deployment.events("assessments");
  return events.flatMap((event) => (event.type === type ? [event.data as EventOfType<Type>["data"]] : []));
}

const assessments = (deployment: TestDeployment): Promise<readonly AssessmentMadeData[]> =>
  dataOf(deployment, "milepost.assessment.made.v1");

/** Of each goal the version of its newest assessment, as pages look for it: the greatest moment, then the last in the log. */
async function versionsShown(deployment: TestDeployment): Promise<readonly string[]> {
  const newest = new Map<string, AssessmentMadeData>();
  for (const made of await assessments(deployment)) {
    const before = newest.get(made.goal);
    if (before === undefined || made.asOf >= before.asOf) newest.set(made.goal, made);
  }
  return [...new Set([...newest.values()].map(({ modelVersion }) => modelVersion))];
}

/** What a version says of each goal and period, by its last word; where the log's end stood is chance. */
async function saidBy(
  deployment: TestDeployment,
  { modelVersion }: typeof OLDER,
): Promise<Readonly<Record<string, unknown>>> {
  const made = (await assessments(deployment)).filter((one) => one.modelVersion === modelVersion);
  return Object.fromEntries(
    made.map((one) => [`${one.goal} ${one.period}`, { ...one, inputsPosition: null }]),
  );
}

/** What people were told of alerts, and what stands of them. */
async function alertsOf(deployment: TestDeployment): Promise<unknown> {
  return {
    raised: (await dataOf(deployment, "milepost.alert.raised.v1")).filter(({ backtest }) => !backtest),
    delivered: await dataOf(deployment, "milepost.alerts.delivered.v1"),
  };
}

test("a log that one version has assessed, live and backwards, is assessed anew by the next one as if that had been the first", async () => {
  const deployment = await opened();
  await deployment.restart(OLDER);
  // Live a while after the period was complete: what is said of it backwards is of an earlier moment.
  deployment.clock.set(OCTOBER + LATER_MS);
  await assessAll(deployment);
  deployment.clock.set(NOVEMBER);
  await deployment.push(values((period) => period === "2014-10"));
  await assessAll(deployment);
  await deployment.predict.close();
  const before = await alertsOf(deployment);
  expect(JSON.stringify(before)).toContain("mnr-");
  expect((await assessments(deployment)).some(({ backtest }) => !backtest)).toBe(true);

  await deployment.restart(NEWER);
  await assessAll(deployment);
  expect(await versionsShown(deployment)).toEqual([NEWER.modelVersion]);
  expect(await alertsOf(deployment)).toEqual(before);
  const said = await saidBy(deployment, NEWER);
  expect(Object.keys(said).toSorted()).toEqual(Object.keys(await saidBy(deployment, OLDER)).toSorted());

  const alone = await opened();
  alone.clock.set(NOVEMBER);
  await alone.push(
    values((period) => period === "2014-10").map((one) => ({
      knownAt: new Date(NOVEMBER).toISOString(),
      ...one,
    })),
  );
  await alone.restart(NEWER);
  await assessAll(alone);
  expect(said).toEqual(await saidBy(alone, NEWER));

  const { length } = await deployment.events("assessments");
  await assessAll(deployment);
  expect(await deployment.events("assessments")).toHaveLength(length);
});

describe.skipIf(!isPossible)("two versions on one log and one Redis", () => {
  async function shared(): Promise<TestDeployment> {
    const redis = await startKillableRedis();
    closing.push(() => redis.close());
    const logger = silentLogger();
    return opened({ openJobs: () => openBullmqJobs({ url: redis.url, prefix: "test", logger }) });
  }

  test("the newer one assesses everything while the older one still works, and the older one leaves that alone", async () => {
    const deployment = await shared();
    const older = await deployment.restart(OLDER);
    await assessAll(deployment);
    await deployment.restart(NEWER);
    await assessAll(deployment);
    const keys = Object.keys(await saidBy(deployment, OLDER)).toSorted();
    expect(await versionsShown(deployment)).toEqual([NEWER.modelVersion]);
    expect(Object.keys(await saidBy(deployment, NEWER)).toSorted()).toEqual(keys);

    const { length } = await deployment.events("assessments");
    await older.assessNow();
    await older.fillHistory();
    expect(await deployment.events("assessments")).toHaveLength(length);
  });

  test("where an older one has the last word all the same, the newer one soon takes it back", async () => {
    const deployment = await shared();
    const newer = await deployment.restart(NEWER);
    await assessAll(deployment);
    const older = await deployment.restart(OLDER);
    await assessAll(deployment);
    const [told, toldAgain] = [await saidBy(deployment, NEWER), await saidBy(deployment, OLDER)];
    expect(Object.keys(toldAgain).toSorted()).toEqual(Object.keys(told).toSorted());
    await older.close();
    const lastWords = async (): Promise<readonly string[]> => {
      const made = await assessments(deployment);
      const last = new Map(made.map((one) => [`${one.goal} ${one.period}`, one]));
      return [...new Set([...last.values()].map(({ modelVersion }) => modelVersion))];
    };
    await expect.poll(lastWords, { timeout: 60_000, interval: 1_000 }).toEqual([NEWER.modelVersion]);
    expect(await versionsShown(deployment)).toEqual([NEWER.modelVersion]);
    await newer.close();
  });
});
