import { standingClock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { kpiFreshness } from "@milepost/store/queries/kpi-freshness";
import { pipeline } from "@milepost/store/queries/pipeline";
import type { PipelineRow } from "@milepost/store/queries/pipeline";
import { waitDerived } from "@milepost/store/wait-derived";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ProjectorUnderTest } from "../projector-parts.fixture.ts";
import { observation, smallPlan, startProjector } from "../projector-parts.fixture.ts";
import { measurePipeline } from "./measure-pipeline.ts";

/** Values are appended at 08:00 by the test's clock. */
const APPENDED_AT = "2026-10-01T08:00:00.000Z";
const later = (minutes: number): number => Date.parse(APPENDED_AT) + minutes * 60_000;

let under: ProjectorUnderTest;
let store: Store;
beforeEach(async () => {
  under = await startProjector();
  ({ store } = under.database);
  await under.appendAndWait(smallPlan());
});
afterEach(() => under.close());

/** Appends, and waits until the tables say themselves that they hold it. */
async function append(record: ReturnType<typeof observation>): Promise<void> {
  const position = await under.appendAndWait([record]);
  await waitDerived(store, { position, timeoutMs: 10_000 });
}

const measureAt = (instant: number): Promise<void> =>
  measurePipeline({ log: under.log, store, clock: standingClock(instant) });

async function observations(): Promise<readonly PipelineRow[]> {
  return (await store.query(pipeline())).filter(({ topic }) => topic === "observations");
}

async function freshnessOf(kpi: string): Promise<string | undefined> {
  return (await store.query(kpiFreshness())).find((row) => row.kpi === kpi)?.freshness;
}

const value = (period: string): ReturnType<typeof observation> =>
  observation({ kpi: "orders", period, value: "41" });

it("says that every partition is complete up to now once everything is in", async () => {
  await append(value("2026-08"));
  await measureAt(later(5));
  const rows = await observations();
  expect(rows).toHaveLength(under.log.partitions.observations);
  for (const row of rows) {
    expect(row).toMatchObject({
      standing: "caught_up",
      lag_records: 0,
      behind_seconds: 0,
      complete_up_to: new Date(later(5)).toISOString(),
      derived_up_to: row.committed,
    });
  }
  expect(await freshnessOf("orders")).toBe("unscheduled");
});

it("lets complete_up_to stand still while no projector takes what is appended, and calls the KPI not caught up", async () => {
  await append(value("2026-08"));
  await under.restart(async () => {
    await measureAt(later(-60));
    await under.log.append([value("2026-09")]);
    await measureAt(later(30));
    const rows = await observations();
    const stuck = rows.filter(({ standing }) => standing === "behind");
    expect(stuck).toMatchObject([{ lag_records: 1, behind_seconds: 1_800, complete_up_to: APPENDED_AT }]);
    expect(rows.filter(({ standing }) => standing === "caught_up")).toHaveLength(rows.length - 1);
    await measureAt(later(40));
    expect((await observations()).find(({ standing }) => standing === "behind")).toMatchObject({
      behind_seconds: 2_400,
      complete_up_to: APPENDED_AT,
    });
    expect(await freshnessOf("orders")).toBe("not_caught_up");
    expect(await freshnessOf("visits")).toBe("not_caught_up");
  });
  await under.caughtUp();
  await measureAt(later(50));
  expect(await freshnessOf("orders")).toBe("unscheduled");
  expect(await freshnessOf("visits")).toBe("no_value");
});

it("never takes back what was complete, whoever measures by whichever clock", async () => {
  await append(value("2026-08"));
  await measureAt(later(30));
  await append(value("2026-09"));
  await measureAt(later(10));
  for (const row of await observations()) expect(row.complete_up_to).toBe(new Date(later(30)).toISOString());
});

it("writes one row a partition, and none while nothing changed", async () => {
  await append(value("2026-08"));
  await measureAt(later(1));
  const first = await observations();
  await measureAt(later(2));
  expect(await observations()).toEqual(first);
  await append(value("2026-09"));
  await measureAt(later(3));
  const changed = await observations();
  expect(changed).toHaveLength(first.length);
  expect(changed[0]?.measured_at).not.toBe(first[0]?.measured_at);
});

it("writes nothing that it does not know: a log that does not answer leaves the last measurement to grow old", async () => {
  await measureAt(later(1));
  const before = await observations();
  const silent = { ...under.log, committed: () => Promise.reject(new Error("away")) };
  const measuring = measurePipeline({ log: silent, store, clock: standingClock(later(9)) });
  await expect(measuring).rejects.toThrow("away");
  expect(await observations()).toEqual(before);
});
