import { knownFigures } from "@milepost/store/queries/known-figures";
import type { KnownFiguresRow } from "@milepost/store/queries/known-figures";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openArrivingValues } from "../testing/arriving-values.ts";
import type { ArrivingValues } from "../testing/arriving-values.ts";
import type { KeyedQuestion } from "./keyed-reads.ts";
import { rememberReads } from "./remembered-reads.ts";
import type { ReadScope, RememberedReads } from "./remembered-reads.ts";

const AS_OF = Date.parse("2015-01-01T05:00:00Z");
let under: ArrivingValues;
let reads: RememberedReads;
/** KPIs that the database was asked for, one entry a question. */
let asked: unknown[] = [];

beforeAll(async () => {
  under = await openArrivingValues();
});
afterAll(() => under.close());
beforeEach(async () => {
  const { log, store } = under;
  const query: typeof store.query = (wanted) => {
    if (wanted.name !== "tables standing") asked.push(wanted.params["kpis"] ?? "all");
    return store.query(wanted);
  };
  reads = rememberReads({ log, store: { ...store, query }, tablesAskedEveryMs: 0 });
  await arrive("first", "1");
  await arrive("second", "2");
  asked = [];
});

/** What is known later was so before it was appended, or the answers of this test would know nothing. */
const arrive: ArrivingValues["arrive"] = (kpi, value, arrival = {}) =>
  under.arrive(kpi, value, { knownAt: "2014-02-01T05:00:00.000Z", ...arrival });

const FROM = "2014-01-01";

async function valueOf(kpi: string, scope: ReadScope = {}): Promise<number | null | undefined> {
  const wanted = knownFigures({ kpis: [kpi], from: FROM, asOf: AS_OF });
  const [row] = await reads.query(wanted, ["observations"], { kpis: [kpi], kinds: ["actual"], ...scope });
  return row?.values[0];
}

const figures: KeyedQuestion<KnownFiguresRow, number | null | undefined> = {
  name: "figures",
  topic: "observations",
  scope: { kinds: ["actual"] },
  ask: (kpis) => knownFigures({ kpis, from: FROM }),
  keyOf: ({ kpi }) => kpi,
  valueOf: ([row]) => row?.values[0],
};

async function valuesOf(
  ...kpis: readonly string[]
): Promise<Readonly<Record<string, number | null | undefined>>> {
  return Object.fromEntries(await reads.byKey(figures, kpis));
}

test("an answer is given again until its own KPI has news of its own kind, and then never", async () => {
  expect(await valueOf("first")).toBe(1);
  await arrive("second", "20");
  await arrive("first", "30", { kind: "forecast" });
  expect(await valueOf("first")).toBe(1);
  expect(asked).toEqual([["first"]]);
  await arrive("first", "10");
  expect(await valueOf("first")).toBe(10);
  expect(await valueOf("first")).toBe(10);
  expect(asked).toEqual([["first"], ["first"]]);
});

test("of many KPIs only those with news are asked for again, and the others stay", async () => {
  await arrive("third", "3");
  const before = await valuesOf("first", "second", "third", "newcomer");
  asked = [];
  await arrive("third", "33");
  expect(await valuesOf("first", "second", "third", "newcomer")).toEqual({ ...before, third: 33 });
  await arrive("newcomer", "4");
  const after = { ...before, third: 33, newcomer: 4 };
  expect(await valuesOf("first", "second", "third", "newcomer")).toEqual(after);
  expect(asked).toEqual([["third"], ["newcomer"]]);
});

test("once a rebuild has made other tables live, nothing is answered from memory", async () => {
  expect(await valueOf("first")).toBe(1);
  const at = "2015-01-01T00:00:00.000Z";
  const rebuilt = {
    rebuild: "r",
    attempt: "0001_a",
    state: "done",
    reason: "asked",
    build: 1,
    generation: 1,
    position: "{}",
    started_at: at,
    changed_at: at,
    version: 1,
  };
  await valuesOf("second");
  await reads.firstPeriod();
  expect(asked).toEqual([["first"], ["second"], "all"]);
  await under.store.insert("rebuild_states", [JSON.stringify(rebuilt)]);
  asked = [];
  expect(await valueOf("first")).toBe(1);
  await valuesOf("second");
  await reads.firstPeriod();
  expect(asked).toEqual([["first"], ["second"], "all"]);
});

test("news of a later period, or of what was known later, leaves an answer that looks at neither as it is", async () => {
  const early = { until: "2014-01-31", knownBy: Date.parse("2014-02-10T00:00:00Z") };
  expect(await valueOf("first", early)).toBe(1);
  await arrive("first", "7", { period: "2014-02" });
  await arrive("first", "8", { knownAt: "2014-03-01T00:00:00.000Z" });
  expect(await valueOf("first", early)).toBe(1);
  expect(asked).toEqual([["first"]]);
  await arrive("first", "9", { knownAt: "2014-02-09T00:00:00.000Z" });
  await valueOf("first", early);
  expect(asked).toEqual([["first"], ["first"]]);
});

test("the first period is asked for once, and again only when an earlier one arrives", async () => {
  expect(await reads.firstPeriod()).toBe("2014-01-01");
  await arrive("first", "1", { period: "2014-02" });
  await arrive("second", "1");
  expect(await reads.firstPeriod()).toBe("2014-01-01");
  expect(asked).toEqual(["all"]);
  await arrive("second", "1", { period: "2013-12" });
  expect(await reads.firstPeriod()).toBe("2013-12-01");
  expect(asked).toEqual(["all", "all"]);
});
