import type { MilepostEvent } from "@milepost/contracts";
import { goalSchema, kpiSchema } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { smallObservations } from "../testing/small-deployment.ts";

let board: BoardUnderTest;

beforeAll(async () => {
  board = await openBoard({ records: plan() });
});
afterAll(() => board.close());

type Definition = readonly [kind: string, id: string, definition: object, kpiVersion?: number, from?: string];
const NEWER = 2;
const BACK = 3;

/** A KPI whose total is derived, with a goal on it, and one that had another unit before. */
function plan(): readonly NewRecord[] {
  const ratio = { unit: "ratio", decimals: 3, direction: "increase", behaviour: "ratio", grain: "month" };
  const derived = { ...ratio, name: "Derived", dimensions: ["plant"], total: "derived" };
  const measure = { kpi: "derived", from: 0.8, to: 0.95, trajectory: "step" };
  const goal = { kind: "annual_goal", title: "Deliver", owner: "kim", window: 2014, measure };
  const changed = { ...ratio, name: "Changed", unit: "thousands", behaviour: "stock" };
  const percent = { ...ratio, name: "On time", behaviour: "stock", decimals: 1 };
  return [
    definedRecord("calendar", "default", { kind: "gregorian", timeZone: "America/New_York" }),
    definedRecord("kpi", "derived", kpiSchema.parse(derived)),
    definedRecord("kpi", "kept", kpiSchema.parse({ ...derived, name: "Kept" })),
    definedRecord("kpi", "parts", kpiSchema.parse({ ...derived, name: "Parts", total: "reported" })),
    definedRecord("goal", "derived-2014", goalSchema.parse(goal)),
    definedRecord("kpi", "changed", kpiSchema.parse({ ...changed, unit: "count" })),
    definedRecord("kpi", "changed", kpiSchema.parse(changed), NEWER),
    definedRecord("kpi", "mended", kpiSchema.parse({ ...percent, unit: "percent" })),
    definedRecord("kpi", "mended", kpiSchema.parse(percent), NEWER, "2014-03-01"),
    definedRecord("kpi", "reverted", kpiSchema.parse({ ...percent, unit: "percent" })),
    definedRecord("kpi", "reverted", kpiSchema.parse(percent), NEWER, "2014-03-01"),
    definedRecord("kpi", "reverted", kpiSchema.parse({ ...percent, unit: "percent" }), BACK, "2014-04-01"),
  ];
}

function definedRecord(
  ...[kind, id, definition, kpiVersion = 1, from = "2014-01-01"]: Definition
): NewRecord {
  const time = "2014-01-01T05:00:00.000Z";
  const common = { specversion: "1.0", source: "//test", time, recordedtime: time };
  const data = { id, definition, kpiVersion, effectiveFrom: from, managedBy: "file" };
  const type = `milepost.${kind}.defined.v1`;
  const event = { ...common, id: `${kind}-${id}-${kpiVersion}`, type, data };
  return { topic: "strategy", key: `${kind}/${id}`, event: event as unknown as MilepostEvent };
}

/** Lines of base rows of January and on with other fields. */
function rows(values: readonly number[], fields: object, parts: readonly object[] = []): readonly string[] {
  return smallObservations(values).map((line, index) =>
    JSON.stringify({ ...(JSON.parse(line) as object), ...fields, ...parts[index] }),
  );
}

it("the page of a KPI with a derived total draws it from its members, and says no figure where one is missing", async () => {
  const ulm = [
    { numerator: "900", denominator: "1000" },
    { numerator: "960", denominator: "1000" },
    { numerator: "970", denominator: "1000" },
  ];
  const bonn = [
    { numerator: "150", denominator: "200" },
    { numerator: "170", denominator: "200" },
  ];
  await board.database.store.insert("observation_events", [
    ...rows([0.9, 0.96, 0.97], { kpi: "derived", series: "plant=ulm" }, ulm),
    ...rows([0.75, 0.85], { kpi: "derived", series: "plant=bonn", log_partition: 1 }, bonn),
  ]);
  const { body } = await board.get("/kpis/derived?asOf=2014-02");
  expect(body).toContain("0.942");
  const now = await board.get("/kpis/derived");
  const words = now.body.replace(/<[^>]*>/gu, " ").replace(/\s+/gu, " ");
  expect(words).toContain("March 2014 unknown");
});

it("a derived total is explained by its members, on the page and for programs, each with what explains it", async () => {
  const explained = async (query: string): Promise<object> =>
    (await board.get(`/v1/kpis/derived/explanation?${query}`)).json<object>();
  expect(await explained("period=2014-02")).toMatchObject({
    derived: {
      actual: 0.941666666666667,
      numerator: 1130,
      denominator: 1200,
      members: [
        {
          series: "plant=bonn",
          actual: 0.85,
          explanation: "/v1/kpis/derived/explanation?period=2014-02&series=plant%3Dbonn",
        },
        { series: "plant=ulm", actual: 0.96 },
      ],
    },
    events: [],
  });
  expect(await explained("period=2014-03&asOf=now")).toMatchObject({
    derived: {
      actual: null,
      members: [
        { series: "plant=bonn", actual: null },
        { series: "plant=ulm", actual: 0.97 },
      ],
    },
  });
  expect(await explained("period=2014-02&series=plant%3Dulm")).toMatchObject({
    derived: null,
    events: [{ value: "0.96" }],
  });
  expect((await board.get("/v1/kpis/derived/explanation?period=2013-12")).statusCode).toBe(404);
  expect((await board.get("/v1/kpis/derived/explanation?period=2014-02&asOf=2014-01")).statusCode).toBe(404);
  const { body } = await board.get("/kpis/derived/evidence?period=2014-02");
  expect(body).toContain("Derived, February 2014: 0.942");
  expect(body).toContain("(960 of 1,000)");
  expect(body).not.toContain("Nothing is recorded");
  const [, link = ""] = /href="([^"]*series=plant%3Dulm[^"]*)"/u.exec(body) ?? [];
  const member = await board.get(link.replaceAll("&amp;", "&"));
  expect(member.body).toContain("Derived, plant=ulm, February 2014: 0.960");
  expect(member.body).toContain("run run-1, line 3");
  const past = await board.get("/kpis/derived/evidence?period=2014-02&asOf=2014-02");
  expect(past.body).toContain("explanation?period=2014-02&amp;series=&amp;asOf=2014-02");
});

it("the page of a KPI leads from a member's number to the records behind that one", async () => {
  const { body } = await board.get("/kpis/derived");
  const [, link = ""] = /href="([^"]*evidence[^"]*ulm[^"]*)"/u.exec(body) ?? [];
  expect(link).toContain("series=plant%3Dulm");
  expect((await board.get(link.replaceAll("&amp;", "&"))).body).not.toContain("Nothing is recorded");
});

it("a member that is only planned is no part of what a derived total is made of", async () => {
  await board.database.store.insert(
    "observation_events",
    rows([0, 0.9], { kpi: "derived", series: "plant=linz", kind: "planned", log_partition: 6 }).slice(1),
  );
  const answer = await board.get("/v1/kpis/derived/explanation?period=2014-02");
  const { derived } = answer.json<{ derived: { actual: number; members: { series: string }[] } }>();
  expect(derived.actual).toBe(0.941666666666667);
  expect(derived.members.map(({ series }) => series)).toEqual(["plant=bonn", "plant=ulm"]);
});

it("what was reported as a derived total is kept apart from it: the members make the figure", async () => {
  await board.database.store.insert(
    "observation_events",
    rows([0.5], { kpi: "derived", series: "", log_partition: 5 }),
  );
  const { body } = await board.get("/kpis/derived/evidence?period=2014-01");
  expect(body).toContain("Derived, January 2014: 0.875");
  expect(body).toContain("counts nowhere: the total is derived");
  expect(body).not.toContain("counts now<");
});

it("where only a total was reported that its members make, it counts nowhere: the total is unknown, and does not reach there", async () => {
  await board.database.store.insert("observation_events", [
    ...rows([0.5], { kpi: "kept", series: "plant=ulm", log_partition: 7 }, [
      { numerator: "1", denominator: "2" },
    ]),
    ...rows([0, 0.777], { kpi: "kept", series: "", log_partition: 8 }).slice(1),
  ]);
  const answer = await board.get("/v1/kpis/kept/explanation?period=2014-02");
  expect(answer.json<object>()).toMatchObject({
    derived: { actual: null, members: [{ series: "plant=ulm", actual: null }] },
    events: [{ value: "0.777", is_current: false }],
  });
  const evidence = await wordsOf("/kpis/kept/evidence?period=2014-02");
  expect(evidence).toContain("Kept, February 2014: unknown");
  expect(evidence).toContain("counts nowhere: the total is derived");
  const listed = await board.get("/v1/kpis/kept/observations");
  const { items } = listed.json<{ items: { series: string }[] }>();
  expect(items.map(({ series }) => series)).toEqual(["plant=ulm"]);
  expect(await wordsOf("/kpis/kept")).not.toContain("0.777");
});

it("where nobody reported a total that is reported, the answer names the members that have values", async () => {
  await board.database.store.insert(
    "observation_events",
    rows([5], { kpi: "parts", series: "plant=ulm", log_partition: 9 }),
  );
  const answer = await board.get("/v1/kpis/parts/explanation?period=2014-01");
  expect(answer.statusCode).toBe(404);
  expect(answer.body).toContain("nobody reported the total; members have values: plant=ulm");
});

it("the list of KPIs says how far a derived total reaches: to the last period that all of its members have", async () => {
  const { items } = (await board.get("/v1/kpis")).json<{ items: Record<string, string | null>[] }>();
  const reach = items.flatMap(({ kpi, last_period: last, last_known_at: known }) =>
    kpi === "derived" || kpi === "kept" ? [[kpi, last, known?.slice(0, 4)]] : [],
  );
  expect(reach).toEqual([
    ["derived", "2014-02", "2014"],
    ["kept", "2014-01", "2014"],
  ]);
});

it("a value that was judged in an earlier unit is on no chart", async () => {
  await board.database.store.insert("observation_events", [
    ...rows([5111, 5222], { kpi: "changed", log_partition: 2 }),
    ...rows([0, 0, 5.333], { kpi: "changed", kpi_version: 2, log_partition: 3 }).slice(2),
  ]);
  const { body } = await board.get("/kpis/changed");
  expect(body).toContain("5.333");
  expect(body).not.toMatch(/5,?(111|222)/u);
});

/** The words of a page, without markup. */
async function wordsOf(url: string): Promise<string> {
  const { body } = await board.get(url);
  return body.replace(/<[^>]*>/gu, " ").replace(/\s+/gu, " ");
}

it("a moment before a change of unit shows no value of the new unit under the old one, however early it could be known", async () => {
  await board.database.store.insert("observation_events", [
    ...rows([96.4], { kpi: "mended", log_partition: 4 }),
    ...rows([0.9333], { kpi: "mended", kpi_version: NEWER, id: "again", log_partition: 4, log_offset: 9 }),
  ]);
  const past = await wordsOf("/kpis/mended?asOf=2014-01");
  expect(past).toContain("96.4");
  expect(past).not.toContain("0.9");
  const now = await wordsOf("/kpis/mended");
  expect(now).toContain("January 2014 actual 0.9");
  expect(now).not.toContain("96.4");
  const listed = async (moment: string): Promise<unknown> => {
    const answer = await board.get(`/v1/kpis/mended/observations${moment}`);
    return answer.json<{ items: { value: string }[] }>().items.map(({ value }) => value);
  };
  expect(await listed("")).toEqual(["0.9333"]);
  expect(await listed("?asOf=2014-01")).toEqual(["96.4"]);
});

it("a change of unit that was taken back shows the values of before again, and at every moment what means the same", async () => {
  await board.database.store.insert("observation_events", [
    ...rows([96.4], { kpi: "reverted", log_partition: 5 }),
    ...rows([0.9333], { kpi: "reverted", kpi_version: NEWER, id: "typo", log_partition: 5, log_offset: 9 }),
    ...rows([0, 88.8], { kpi: "reverted", kpi_version: BACK, log_partition: 5 }).slice(1),
  ]);
  const now = await wordsOf("/kpis/reverted");
  expect(now).toContain("96.4");
  expect(now).toContain("88.8");
  // February's value was judged after it all, but says the same as the definition of that February.
  expect(await wordsOf("/kpis/reverted?asOf=2014-02")).toContain("88.8");
});

it("an explanation says which records do not count because they mean something else, and counts by the definition of its moment", async () => {
  const counts = async (moment: string): Promise<unknown> => {
    const answer = await board.get(`/v1/kpis/mended/explanation?period=2014-01${moment}`);
    const { unit, events } = answer.json<{ unit: string; events: Record<string, unknown>[] }>();
    return [unit, events.map((event) => [event["value"], event["is_current"], event["other_meaning"]])];
  };
  const [before, after] = [
    ["96.4", false, "unit percent"],
    ["0.9333", true, null],
  ];
  expect(await counts("")).toEqual(["ratio", [before, after]]);
  const then = [
    ["96.4", true, null],
    ["0.9333", false, "unit ratio"],
  ];
  expect(await counts("&asOf=2014-01")).toEqual(["percent", then]);
  const page = await wordsOf("/kpis/mended/evidence?period=2014-01");
  expect(page).toContain("On time, January 2014: 0.9");
  expect(page).toMatch(/96\.4 does not count: of another definition, unit percent/u);
});
