import type { MilepostEvent } from "@milepost/contracts";
import { kpiSchema } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { smallObservations } from "../testing/small-deployment.ts";

const EUR = { unit: "money", currency: "EUR" };
const USD = { unit: "money", currency: "USD" };
const PERCENT = { unit: "percent", effectiveFrom: "2014-01-01" };
/** When 100 EUR stood there, when 110 USD did, and when EUR was back, all on one day. */
const [IN_EUR, IN_USD, BACK] = ["09:30", "11:30", "12:30"].map((time) => `2014-03-10T${time}:00Z`);

let board: BoardUnderTest;

/** A KPI that changes its currency and back within a day, says then that it always was a percentage, and leaves the plan. */
beforeAll(async () => {
  board = await openBoard({
    records: [
      defined(EUR, 1, "2014-01-01T05:00:00.000Z"),
      defined(USD, 2, "2014-03-10T10:00:00.000Z"),
      defined(EUR, 3, "2014-03-10T12:00:00.000Z"),
      defined(PERCENT, 4, "2014-03-10T13:00:00.000Z"),
    ],
    rows: {
      observation_events: [
        value("100", 1, "2014-02-01 05:00:00.000"),
        value("110", 2, "2014-03-10 11:00:00.000"),
      ],
    },
  });
});
afterAll(() => board.close());

function defined(more: object, kpiVersion: number, recordedtime: string): NewRecord {
  const definition = kpiSchema.parse({
    name: "Sales",
    direction: "increase",
    behaviour: "flow",
    grain: "month",
    ...more,
  });
  const effectiveFrom = definition.effectiveFrom ?? recordedtime.slice(0, 10);
  const data = { id: "sales", definition, kpiVersion, effectiveFrom, managedBy: "file" };
  return strategy({ type: "milepost.kpi.defined.v1", data }, recordedtime);
}

function strategy(what: object, recordedtime: string): NewRecord {
  const envelope = {
    specversion: "1.0",
    id: recordedtime,
    source: "//test",
    time: recordedtime,
    recordedtime,
  };
  return { topic: "strategy", key: "kpi/sales", event: { ...envelope, ...what } as unknown as MilepostEvent };
}

function value(text: string, version: number, recorded: string): string {
  const row = JSON.parse(smallObservations([0], "sales")[0] ?? "") as object;
  const place = { id: text, kpi_version: version, log_offset: version };
  return JSON.stringify({
    ...row,
    ...place,
    value: text,
    known_at: recorded,
    recorded_at: recorded,
    time: recorded,
  });
}

async function shown(query: string): Promise<unknown> {
  const answer = await board.get(`/v1/kpis/sales/observations?${query}`);
  const { items } = answer.json<{ items: { value: string; kpi_version: number }[] }>();
  return items.map((item) => [item.value, item.kpi_version]);
}

it("what was shown at a moment is shown again by the definitions of then, whatever was defined since, also with a date before", async () => {
  expect(await shown(`recordedAsOf=${IN_EUR}`)).toEqual([["100", 1]]);
  expect(await shown(`recordedAsOf=${IN_USD}`)).toEqual([["110", 2]]);
  expect(await shown(`recordedAsOf=${BACK}`)).toEqual([["100", 1]]);
  expect(await shown("")).toEqual([]);
});

it("by what could be known, a date that a definition states counts, whenever it was said", async () => {
  expect(await shown(`asOf=${IN_EUR}`)).toEqual([]);
  // Of what had been recorded by then, nobody had said so.
  expect(await shown(`asOf=${IN_EUR}&recordedAsOf=${BACK}`)).toEqual([["100", 1]]);
  expect(await shown(`asOf=${IN_USD}&recordedAsOf=${BACK}`)).toEqual([["110", 2]]);
  expect(await shown(`asOf=${IN_USD}&recordedAsOf=${IN_EUR}`)).toEqual([["100", 1]]);
});

it("a definition without a date holds from the instant on that it was recorded, for values and their explanation", async () => {
  const other = await openBoard({
    records: [defined(EUR, 1, "2014-01-01T05:00:00.000Z"), defined(USD, 2, "2014-03-10T10:00:00.000Z")],
    rows: { observation_events: [value("100", 1, "2014-02-01 05:00:00.000")] },
  });
  try {
    const at = async (moment: string): Promise<unknown> => {
      const listed = await other.get(`/v1/kpis/sales/observations?asOf=${moment}`);
      const explained = await other.get(`/v1/kpis/sales/explanation?period=2014-01&asOf=${moment}`);
      return [
        listed.json<{ items: { value: string }[] }>().items.map((item) => item.value),
        explained.json<{ events: Record<string, unknown>[] }>().events.map((event) => event["other_meaning"]),
      ];
    };
    expect(await at("2014-03-10T09:59:59Z")).toEqual([["100"], [null]]);
    expect(await at("2014-03-10T10:00:00Z")).toEqual([[], ["currency EUR"]]);
  } finally {
    await other.close();
  }
});

it("a KPI that left the plan still says what was shown of it while it was there", async () => {
  const data = { kind: "kpi", id: "sales", reason: "left the plan file" };
  const gone = strategy({ type: "milepost.definition.archived.v1", data }, "2014-03-20T10:00:00.000Z");
  await board.logged.log.append([gone]);
  expect(await shown(`recordedAsOf=${IN_USD}`)).toEqual([["110", 2]]);
  expect((await board.get("/v1/kpis/sales/observations?recordedAsOf=now")).statusCode).toBe(404);
});
