import type { NewRecord } from "@milepost/event-log";
import { baseDatabase } from "@milepost/store";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDeployment, openReference } from "../processes.fixture.ts";
import type { Deployment, Reference, SteppedProcess } from "../processes.fixture.ts";
import { observation, rebuildEnded, smallPlan } from "../projector-parts.fixture.ts";
import type { ProjectorStep } from "../steps.ts";
import { tableContent } from "../table-content.fixture.ts";

const BEFORE_EXCHANGE = ["created", "replaying", "replayed", "comparing", "compared"] as const;
const FROM_EXCHANGE = ["exchanging", "exchanged", "tail-replayed"] as const;

let engine: TestStore;
let reference: Reference;
let deployment: Deployment;
beforeAll(async () => {
  engine = await openTestStore();
  [reference, deployment] = await Promise.all([openReference(engine), openDeployment(engine)]);
  await deployment.log.append(smallPlan());
});
afterAll(async () => {
  await deployment.close();
  await reference.close();
  await engine.close();
});

/** Nothing is lost and nothing is doubled: the tables say what the log says. */
async function expectTablesAsLogged(): Promise<void> {
  expect(await tableContent(deployment.store)).toEqual(await reference.of(deployment.log));
}

let ids = 0;
function values(id: string): readonly NewRecord[] {
  return ["orders", "visits", "repairs"].map((kpi, index) =>
    observation({
      kpi,
      id: `${id}-${(ids += 1)}`,
      period: `2026-0${1 + index}`,
      value: String(ids),
      time: new Date(Date.parse("2026-10-01T06:00:00Z") + ids).toISOString(),
    }),
  );
}

/** A process that began a rebuild of damaged tables and was killed at a step: it has stalled, for good or not. */
async function killedAt(step: ProjectorStep): Promise<{ process: SteppedProcess; rebuild: string }> {
  await deployment.log.append(values("before"));
  const process = await deployment.start();
  await process.caughtUp();
  const base = baseDatabase(deployment.store.database);
  await deployment.store.command(
    `ALTER TABLE ${base}.observation_events DELETE WHERE kpi = 'orders' SETTINGS mutations_sync = 2`,
  );
  const reached = process.steps.hold(step);
  const { rebuild } = await process.projector.rebuilds().start();
  await reached;
  process.steps.stop();
  return { process, rebuild };
}

/** The stalled process goes on, long after somebody else took over; nothing that it does may matter. */
async function wakeTooLate(killed: SteppedProcess, other: SteppedProcess): Promise<void> {
  killed.steps.release();
  await deployment.log.append(values("late"));
  await other.caughtUp();
  await killed.close();
  await other.caughtUp();
  await expectTablesAsLogged();
}

test.each(BEFORE_EXCHANGE)(
  "a rebuild that was cut off at the step %s is gone on with when somebody asks, and the one that stalled does no harm",
  async (step) => {
    const { process: killed, rebuild } = await killedAt(`rebuild:${step}`);
    await deployment.log.append(values("meanwhile"));
    const next = await deployment.start();
    await expect(next.projector.rebuilds().start()).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/--resume.*--drop/),
    });
    await next.projector.rebuilds().resume(rebuild);
    const status = await rebuildEnded(next.projector, rebuild);
    expect(status).toMatchObject({ state: "done", differed: true, attempts: 2 });
    await next.caughtUp();
    await expectTablesAsLogged();
    await wakeTooLate(killed, next);
    await next.close();
  },
);

test.each(FROM_EXCHANGE)(
  "a rebuild that was cut off at the step %s is completed by the next start, and the one that stalled does no harm",
  async (step) => {
    const { process: killed, rebuild } = await killedAt(`rebuild:${step}`);
    await deployment.log.append(values("meanwhile"));
    const next = await deployment.start();
    const status = await rebuildEnded(next.projector, rebuild);
    expect(status).toMatchObject({ state: "done", differed: true });
    await next.caughtUp();
    await expectTablesAsLogged();
    await wakeTooLate(killed, next);
    await next.close();
  },
);

test.each(["created", "replayed", "compared"] as const)(
  "a rebuild that was cut off at the step %s can be dropped: the live tables stay, and another one may begin",
  async (step) => {
    const { process: killed, rebuild } = await killedAt(`rebuild:${step}`);
    const next = await deployment.start();
    expect(await next.projector.rebuilds().drop(rebuild)).toMatchObject({
      state: "dropped",
      keptUntil: null,
    });
    await expect(next.projector.rebuilds().resume(rebuild)).rejects.toMatchObject({ code: "conflict" });
    await next.caughtUp();
    // The damage is still there: nothing was exchanged, also not by the one that wakes up.
    const damaged = await tableContent(deployment.store);
    expect(damaged).not.toEqual(await reference.of(deployment.log));
    killed.steps.release();
    await killed.close();
    expect((await tableContent(deployment.store))["observation_events"]).toEqual(
      damaged["observation_events"],
    );
    const { rebuild: another } = await next.projector.rebuilds().start();
    expect(await rebuildEnded(next.projector, another)).toMatchObject({ state: "done", differed: true });
    await next.caughtUp();
    await expectTablesAsLogged();
    await next.close();
  },
);

test("once its tables are becoming live a rebuild cannot be dropped", async () => {
  const { process: killed, rebuild } = await killedAt("rebuild:exchanging");
  await expect(killed.projector.rebuilds().drop(rebuild)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("--resume"),
  });
  killed.steps.release();
  expect(await rebuildEnded(killed.projector, rebuild)).toMatchObject({ state: "done" });
  await killed.close();
});
