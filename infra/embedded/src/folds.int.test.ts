import { planFile } from "@milepost/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOW, openFoldsUnderTest, recordEvent } from "./folds.fixture.ts";
import type { CapturedRow, FoldingInstance, FoldsUnderTest } from "./folds.fixture.ts";

let under: FoldsUnderTest;
let instance: FoldingInstance;

const kpi = (more: Readonly<Record<string, unknown>>): object => ({
  name: "Won",
  unit: "currency",
  currency: "EUR",
  direction: "increase",
  behaviour: "flow",
  grain: "month",
  ...more,
});
const binding = (more: Readonly<Record<string, unknown>> = {}): object => ({
  stream: "crm:deals",
  measure: { agg: "sum", field: "amount", unit: { currencyField: "currency" } },
  time: { field: "closed_on" },
  filter: [{ field: "won", op: "eq", value: true }],
  ...more,
});
const plan = (kpis: Readonly<Record<string, object>>): object => planFile({ kpis, goals: {} });

beforeAll(async () => {
  under = await openFoldsUnderTest();
  instance = await under.instance();
  await instance.applyPlan(plan({ won: kpi({ binding: binding() }) }));
});
afterAll(() => under.close());

let ids = 0;
async function capture(...rows: readonly Omit<CapturedRow, "id">[]): Promise<void> {
  const events = rows.map((row) => recordEvent({ id: `r${(ids += 1)}`, ...row }));
  const results = await instance.post(events);
  expect(results.map(({ status, problems }) => problems ?? status)).toEqual(rows.map(() => "accepted"));
  await under.settled();
}

const deal = (amount: number | string | null, closed_on: string | null, more: object = {}) => ({
  amount,
  closed_on,
  currency: "EUR",
  won: true,
  ...more,
});

describe("rows of a stream", () => {
  it("make a period's value, exactly; a row that moves, changes or goes changes both periods it touches", async () => {
    await capture(
      { key: "a", fields: deal(0.1, "2026-08-01") },
      { key: "b", fields: deal("0.2", "2026-08-31") },
      { key: "c", fields: deal(1000, "2026-08-15", { won: false }) },
      { key: "d", fields: deal(7, null) },
    );
    expect(await under.values("won")).toEqual(new Map([["2026-08", "0.3"]]));
    await capture({ key: "b", fields: deal("12.5", "2026-09-01T00:30:00+02:00") });
    expect(await under.values("won")).toEqual(
      new Map([
        ["2026-08", "0.1"],
        ["2026-09", "12.5"],
      ]),
    );
    await capture({ key: "b" });
    expect(await under.values("won")).toEqual(
      new Map([
        ["2026-08", "0.1"],
        ["2026-09", null],
      ]),
    );
  });

  it("count by their source's time: an older version that comes late, and a repeat, change nothing", async () => {
    const before = await under.test.events("observations");
    const older = { key: "a", time: "2026-10-14T06:00:00Z", fields: deal(99, "2026-08-01") };
    await capture(older);
    const again = recordEvent({ id: "r1", key: "a", fields: deal(0.1, "2026-08-01") });
    expect(await instance.post([again])).toMatchObject([{ status: "accepted" }]);
    await under.settled();
    expect(await under.test.events("observations")).toEqual(before);
  });

  it("of another currency or without amount make the period unknown, and the fold's end names the row", async () => {
    await capture(
      { key: "e", fields: deal(5, "2026-07-03") },
      { key: "f", fields: deal(null, "2026-07-04") },
    );
    expect((await under.values("won")).get("2026-07")).toBeNull();
    const [last] = (await under.folds()).slice(-1);
    expect(last).toMatchObject({
      problemCount: 1,
      problems: [{ key: "f", field: "amount", code: "no_amount" }],
    });
    await capture({ key: "f", fields: deal(6, "2026-07-04") });
    expect((await under.values("won")).get("2026-07")).toBe("11");
  });

  it("that came again under a used id with another content change nothing, and the fold's end names the row", async () => {
    await capture({ key: "h", fields: deal(5, "2026-05-03") });
    const other = recordEvent({ id: `r${ids}`, key: "h", fields: deal(50, "2026-05-03") });
    expect(await instance.post([other])).toMatchObject([{ status: "accepted" }]);
    await under.settled();
    expect((await under.values("won")).get("2026-05")).toBe("5");
    const [told] = (await under.folds()).slice(-1);
    expect(told).toMatchObject({ problemCount: 1, problems: [{ key: "h", field: "id", code: "id_reused" }] });
    const { won, ...rest } = deal(5, "2026-05-03");
    await instance.post([recordEvent({ id: `r${ids}`, key: "h", fields: { won, ...rest } })]);
    await capture({ key: "i", fields: deal(1, "2026-05-04") });
    const [after] = (await under.folds()).slice(-1);
    expect(after).toMatchObject({ problemCount: 0 });
  });

  it("of a period that has not begun are folded when it begins", async () => {
    await capture({ key: "g", fields: deal(8, "2026-11-02") });
    expect((await under.values("won")).has("2026-11")).toBe(false);
    under.clock.set(Date.parse("2026-11-01T06:00:00Z"));
    // The plan's own events have the folds look at once; without any they look every minute.
    await instance.applyPlan(plan({ won: kpi({ name: "Won deals", binding: binding() }) }));
    await expect.poll(async () => (await under.values("won")).get("2026-11"), { timeout: 120_000 }).toBe("8");
  });
});

describe("a binding", () => {
  it("that changes has everything folded anew, and what no row speaks of any more is unknown", async () => {
    const more = { filter: [{ field: "won", op: "eq", value: false }] };
    await instance.applyPlan(plan({ won: kpi({ binding: binding(more) }) }));
    const expected = new Map([
      ["2026-05", null],
      ["2026-07", null],
      ["2026-08", "1000"],
      ["2026-09", null],
      ["2026-11", null],
    ]);
    await expect.poll(() => under.values("won"), { timeout: 120_000 }).toEqual(expected);
  });

  it("that did not change is not folded again at a start", async () => {
    await under.visible();
    const before = await under.test.events("runs");
    const other = await under.instance();
    await other.post([recordEvent({ id: "start", key: "z", fields: deal(1, "2026-06-01", { won: false }) })]);
    await under.settled();
    const after = (await under.test.events("runs")).slice(before.length);
    expect(after.some(({ data }) => (data as { readonly whole?: boolean }).whole === true)).toBe(false);
    expect((await under.values("won")).get("2026-06")).toBe("1");
    await other.close();
  });

  it("is the only source of what happened: a pushed value is a conflict, a pushed plan is not", async () => {
    const pushed = (kind: string, id: string): object => ({
      specversion: "1.0",
      id,
      source: "//test/other",
      type: "milepost.observation.recorded.v1",
      time: NOW,
      data: { kpi: "won", period: "2026-08", kind, value: 3 },
    });
    await instance.post([pushed("actual", "x"), pushed("planned", "y")]);
    await under.visible();
    const sql =
      "SELECT kind, toString(value) AS value FROM observations WHERE kpi = 'won' AND period_label = '2026-08'";
    expect(await under.query(`${sql} ORDER BY kind`)).toEqual([
      { kind: "actual", value: "1000" },
      { kind: "planned", value: "3" },
    ]);
  });
});

describe("a row that cannot be used is refused, naming the field and the way out", () => {
  it.each([
    ["a stream that no binding uses", { stream: "crm:deal" }, "data.stream", "unknown_stream"],
    [
      "no number",
      { fields: deal("many", "2026-08-01", { won: false }) },
      "data.fields.amount",
      "not_a_number",
    ],
    ["no date", { fields: deal(1, "soon", { won: false }) }, "data.fields.closed_on", "not_a_date"],
    [
      "another currency",
      { fields: deal(1, "2026-08-01", { won: false, currency: "USD" }) },
      "data.fields.currency",
      "currency_mismatch",
    ],
    [
      "a missing field",
      { fields: { amount: 1, currency: "EUR", won: false } },
      "data.fields.closed_on",
      "field_missing",
    ],
    ["a nested field", { fields: deal(1, "2026-08-01", { won: { deep: 1 } }) }, "data.fields.won", "invalid"],
    ["neither fields nor deleted", { fields: undefined, deleted: undefined }, "data.fields", "missing"],
    ["a time ahead of the clock", { time: "2027-01-01T00:00:00Z" }, "time", "ahead_of_clock"],
  ])("%s", async (...[, differing, field, code]) => {
    const { time = NOW, ...data }: Readonly<Record<string, unknown>> = differing;
    const good = recordEvent({ id: "bad", key: "k", fields: deal(1, "2026-08-01", { won: false }) });
    const event = { ...good, time, data: { ...(good as { data: object }).data, ...data } };
    const [result] = await instance.post([event]);
    expect(result).toMatchObject({ status: "rejected", problems: [{ field, code }] });
    expect(result?.problems?.[0]?.fix).toBeDefined();
  });

  it("of the rest, only fields that a binding uses are kept", async () => {
    const secret = deal(1, "2026-05-01", { won: false, customer: "Ann Example" });
    await capture({ key: "k", fields: secret });
    const [kept] = (await under.test.events("records")).slice(-1);
    expect(kept).toMatchObject({ data: { fields: { amount: "1" }, judged: { rules: "2" } } });
    expect(JSON.stringify(kept)).not.toContain("Ann");
  });
});
