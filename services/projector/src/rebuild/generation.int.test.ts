import { TOPICS } from "@milepost/contracts";
import type { MilepostEvent } from "@milepost/contracts";
import type { EventLog, NewRecord } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { silentLogger } from "@milepost/runtime";
import { baseDatabase } from "@milepost/store";
import { temporaryFolder } from "@milepost/testkit";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openDeployment, openReference } from "../processes.fixture.ts";
import type { Deployment, Reference, SteppedProcess } from "../processes.fixture.ts";
import { observation, smallPlan } from "../projector-parts.fixture.ts";
import { tableContent } from "../table-content.fixture.ts";
import { readJournal } from "./journal.ts";
import { createSteps } from "../steps.fixture.ts";

let engine: TestStore;
let reference: Reference;
beforeAll(async () => {
  engine = await openTestStore();
  reference = await openReference(engine);
});
afterAll(async () => {
  await reference.close();
  await engine.close();
});

let deployment: Deployment;
let old: SteppedProcess;
/** Handles of the next generation of the log. */
let folder: ReturnType<typeof temporaryFolder>;
let handles: EventLog[] = [];
beforeEach(async () => {
  deployment = await openDeployment(engine);
  await deployment.log.append([...smallPlan(), ...VALUES]);
  old = await deployment.start();
  await old.caughtUp();
  folder = temporaryFolder();
});
afterEach(async () => {
  await deployment.close();
  for (const handle of handles.splice(0)) await handle.close();
  folder.remove();
});

const VALUES: readonly NewRecord[] = ["2026-01", "2026-02", "2026-03"].flatMap((period) =>
  ["orders", "visits"].map((kpi) => observation({ kpi, period, value: "12" })),
);

/** An empty log in the place of the one that the tables were made from. */
async function openEmpty(): Promise<EventLog> {
  const log = await openEmbeddedLog({ dir: folder.path, prefix: "test", logger: silentLogger() });
  handles.push(log);
  return log;
}

async function openNext(): Promise<EventLog> {
  return { ...(await openEmpty()), generation: 2 };
}

/** The same records in the next generation of the log, at other offsets. */
async function nextGeneration(isKept: (event: MilepostEvent) => boolean = () => true): Promise<EventLog> {
  const { log } = deployment;
  const next = await openNext();
  await next.append([observation({ kpi: "elsewhere", period: "2026-05", value: "1" })]);
  for (const key of Object.keys(await log.end(TOPICS))) {
    const topic = TOPICS.find((one) => key.startsWith(`${one}/`)) ?? "runs";
    const partition = Number(key.slice(topic.length + 1));
    for await (const records of log.read({ topic, partition, from: 0, to: Number.MAX_SAFE_INTEGER })) {
      const events = records.map(({ key: of, value }) => ({ topic, key: of, event: value as MilepostEvent }));
      await next.append(events.filter(({ event }) => isKept(event)));
    }
  }
  return next;
}

async function reports(): Promise<readonly { table_name: string; month: string; samples: unknown }[]> {
  return deployment.store.query({
    name: "differing",
    sql: "SELECT table_name, month, samples FROM rebuilds WHERE differed AND table_name = 'observation_events'",
    params: {},
  });
}

test("on the next generation of the log the tables are built anew before they take anything; what an old projector still writes is refused", async () => {
  // The old projector has decided what to write, and stalls.
  const reached = old.steps.hold("projector:inserting");
  await deployment.log.append([observation({ kpi: "orders", period: "2026-09", value: "999" })]);
  await reached;
  const log = await nextGeneration(({ id }) => !id.includes("999"));
  const [one, two] = await Promise.all([deployment.startOn(log), deployment.startOn(await openNext())]);
  const done = (await readJournal(deployment.store)).filter(({ state }) => state === "done");
  expect(done.map(({ reason, generation }) => `${reason} ${generation}`)).toEqual([
    "first 1",
    "generation 2",
  ]);
  await one.caughtUp();
  // All that differs is what only the next generation has.
  expect((await reports()).map(({ table_name: table, month }) => `${table} ${month}`)).toEqual([
    "observation_events 2026-05",
  ]);
  old.steps.release();
  await expect(
    deployment.store.insert(`${baseDatabase(deployment.store.database)}.goal_closings`, [
      JSON.stringify({ goal: "orders-2026", outcome: "hit", build: 0 }),
    ]),
  ).rejects.toMatchObject({ details: { clickhouseCode: 469 } });
  await log.append([observation({ kpi: "orders", period: "2026-04", value: "14" })]);
  await two.caughtUp();
  await old.close();
  expect(await tableContent(deployment.store)).toEqual(await reference.of(log));
  expect(await deployment.log.committed("projector", ["observations"])).not.toEqual(
    await deployment.log.end(["observations"]),
  );
  await one.close();
  await two.close();
});

test("while tables are built anew it is said from what, and how far they are, until they are done", async () => {
  await old.close();
  const said: (string | undefined)[] = [];
  const steps = createSteps();
  const compared = steps.hold("rebuild:compared");
  const onPreparing = (standing: string | undefined): void => void said.push(standing);
  const started = deployment.startOn(await nextGeneration(), { onPreparing, steps });
  await compared;
  await expect
    .poll(() => said.at(-1))
    .toMatch(
      /^the tables are built anew from generation 2 of the log: \d+ of \d+ records are in \(\w+, heard of at .*Z\)/,
    );
  expect(said).not.toContain(undefined);
  steps.release();
  const process = await started;
  expect(said.at(-1)).toBeUndefined();
  await process.close();
});

test("a restored log that lacks something is told from the tables before it, row by row", async () => {
  await old.close();
  const log = await nextGeneration(
    ({ data }) => !("kpi" in data && data.kpi === "visits" && "period" in data && data.period === "2026-02"),
  );
  const process = await deployment.startOn(log);
  const differing = (await reports()).find(({ month }) => month === "2026-02");
  expect(differing?.samples).toMatchObject([{ key: expect.stringContaining("visits"), rebuilt: null }]);
  await process.caughtUp();
  expect(await tableContent(deployment.store)).toEqual(await reference.of(log));
  await process.close();
});

test("a rebuild of the generation before is dropped, and its tables never become live", async () => {
  const reached = old.steps.hold("rebuild:compared");
  const { rebuild } = await old.projector.rebuilds().start();
  await reached;
  old.steps.stop();
  const log = await nextGeneration();
  const process = await deployment.startOn(log);
  expect(await process.projector.rebuilds().get(rebuild)).toMatchObject({ state: "dropped" });
  old.steps.release();
  await old.close();
  await process.caughtUp();
  expect(await tableContent(deployment.store)).toEqual(await reference.of(log));
  await process.close();
});

test("tables that hold more than the log of their own generation stay as they are, and the start says what is lost", async () => {
  await old.close();
  const before = await tableContent(deployment.store);
  const log = await openEmpty();
  await log.append([observation({ kpi: "orders", period: "2026-04", value: "14" })]);
  await expect(deployment.startOn(log)).rejects.toMatchObject({
    code: "not_ready",
    retryable: true,
    message: expect.stringMatching(
      /observations\/\d ends at \d, tables hold it up to \d+.*MILEPOST_DATABASE/,
    ),
  });
  expect(await tableContent(deployment.store)).toEqual(before);
  // Whoever restores a backup makes the next generation: that tables are built from.
  const process = await deployment.startOn({ ...log, generation: 2 });
  await process.caughtUp();
  expect(await tableContent(deployment.store)).toEqual(await reference.of(log));
  await process.close();
});
