import { MilepostError } from "@milepost/runtime";
import { planFile } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { NOW, openFoldsUnderTest, recordEvent } from "./folds.fixture.ts";
import type { FoldingInstance, FoldsUnderTest } from "./folds.fixture.ts";

const START = Date.parse(NOW);
const HOUR_MS = 3_600_000;
const AHEAD = Date.parse("2026-12-10T06:00:00Z");
const PLAN = planFile({
  kpis: {
    won: {
      name: "Won",
      unit: "currency",
      currency: "EUR",
      direction: "increase",
      behaviour: "flow",
      grain: "month",
      binding: {
        stream: "crm:deals",
        measure: { agg: "sum", field: "amount", unit: { currencyField: "currency" } },
        time: { field: "closed_on" },
      },
    },
  },
  goals: {},
});

let under: FoldsUnderTest;
let instance: FoldingInstance;
beforeAll(async () => {
  under = await openFoldsUnderTest();
  instance = await under.instance();
  await instance.applyPlan(PLAN);
});
afterAll(() => under.close());

let ids = 0;
async function capture(amount: number, closed_on: string, time = "2026-10-14T06:00:00Z"): Promise<void> {
  const id = `r${(ids += 1)}`;
  const fields = { amount, closed_on, currency: "EUR" };
  expect(await instance.post([recordEvent({ id, key: id, time, fields })])).toMatchObject([
    { status: "accepted" },
  ]);
  await under.settled();
}

/** The month that runs: as it counts, and as it could be known by now. */
async function october(): Promise<unknown> {
  const now = new Date(under.clock.now()).toISOString();
  const [current] = await under.query<object>(
    `SELECT toString(value) AS value, completeness,
       known_at <= parseDateTime64BestEffort('${now}') AS known, recorded_at <= parseDateTime64BestEffort('${now}') AS recorded
     FROM observations WHERE period_label = '2026-10'`,
  );
  const [asOf] = await under.query<{ value: string }>(
    `SELECT toString(value) AS value FROM observations_as_of(at = parseDateTime64BestEffort('${now}')) WHERE period_label = '2026-10'`,
  );
  return { ...current, asOf: asOf?.value };
}

const right = (value: string) => ({ value, completeness: "partial", known: 1, recorded: 1, asOf: value });

it("a clock that was ahead for a while spoils nothing that is folded by a right one, in any instance", async () => {
  await capture(100, "2026-10-02");
  under.clock.set(AHEAD);
  await capture(1, "2026-09-05");
  under.clock.set(START + HOUR_MS);
  await capture(50, "2026-10-10");
  expect(await october()).toEqual(right("150"));
  await instance.close();
  instance = await under.instance();
  under.clock.set(START + 24 * HOUR_MS);
  await capture(7, "2026-10-15");
  expect(await october()).toEqual(right("157"));
});

it("what a clock that was ahead called complete is partial again without a new row", async () => {
  under.clock.set(AHEAD);
  await capture(3, "2026-10-15");
  expect(await october()).toMatchObject({ value: "160", completeness: "complete" });
  under.clock.set(START + 25 * HOUR_MS);
  // A start looks what is behind; without any it is looked every minute.
  await instance.close();
  instance = await under.instance();
  await expect.poll(october, { timeout: 120_000 }).toEqual(right("160"));
  const ends = await under.folds();
  await instance.close();
  instance = await under.instance();
  await capture(9, "2026-08-03");
  // One for the new row: nothing else is behind any more.
  expect((await under.folds()).length).toBe(ends.length + 1);
});

it("a clock that was behind for a while takes nothing back, and what it folded counts once clocks are right", async () => {
  const before = await under.values("won");
  under.clock.set(Date.parse("2026-07-15T06:00:00Z"));
  await capture(4, "2026-08-04", "2026-07-14T06:00:00Z");
  expect(await under.values("won")).toEqual(before);
  under.clock.set(START + 26 * HOUR_MS);
  await capture(5, "2026-10-16");
  expect(await under.values("won")).toEqual(new Map([...before, ["2026-08", "13"], ["2026-10", "165"]]));
  expect(await october()).toEqual(right("165"));
});

it("a fold that broke off before its end, at a moment far ahead, is repeated and says nothing twice", async () => {
  await instance.close();
  const { log } = under.test;
  let broken = 0;
  const append: typeof log.append = async (records) => {
    const isEnd = records.some(({ event }) => event.type === "milepost.fold.completed.v1");
    if (!isEnd || broken > 0) return log.append(records);
    broken += 1;
    throw new MilepostError("log_unavailable", "the log is away for a moment", { retryable: true });
  };
  instance = await under.instance({ log: { ...log, append } });
  const before = (await under.test.events("observations")).length;
  await capture(1, "2026-10-16");
  expect(broken).toBe(1);
  expect(await october()).toEqual(right("166"));
  const said = (await under.test.events("observations")).slice(before);
  expect(said.map(({ data }) => (data as { readonly value?: string }).value)).toEqual(["166"]);
  expect(await under.query("SELECT * FROM conflicts")).toEqual([]);
});
