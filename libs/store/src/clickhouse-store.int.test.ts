import type { TestStore } from "./store-under-test.suite.ts";
import { openTestStore } from "./store-under-test.suite.ts";
import { silentLogger } from "@milepost/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "./clickhouse-store.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

const one = { name: "one", sql: "SELECT 1 AS one", params: {} };

function anotherStore(requestTimeoutMs: number): ReturnType<typeof openStore> {
  const { url, writer, store } = database;
  const logger = silentLogger();
  return openStore({ url, database: store.database, ...writer, logger, requestTimeoutMs });
}

test("decimals come as text, digit for digit, instants in ISO 8601, unknown as null", async () => {
  const rows = await database.store.query({
    name: "types",
    sql: "SELECT toDecimal128('12345678901234567890.123456789', 9) AS amount, toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC') AS at, toUInt64(9007199254740991) AS offset, CAST(NULL AS Nullable(Float64)) AS figure",
    params: {},
  });
  expect(rows).toEqual([
    {
      amount: "12345678901234567890.123456789",
      at: "2026-01-02T03:04:05.678Z",
      offset: Number.MAX_SAFE_INTEGER,
      figure: null,
    },
  ]);
});

test("a request that takes too long is given up and may be tried again", async () => {
  const store = await anotherStore(300);
  const slow = { ...one, sql: "SELECT sleep(2) AS slept" };
  await expect(store.query(slow)).rejects.toMatchObject({ code: "clickhouse_timeout", retryable: true });
  await store.close();
});

test("a closed store answers nothing, and says so", async () => {
  const store = await anotherStore(30_000);
  const slow = store.query({ ...one, sql: "SELECT sleep(3) AS slept" });
  const closing = store.close();
  await expect(slow).rejects.toMatchObject({ code: "aborted" });
  await closing;
  await expect(store.query(one)).rejects.toMatchObject({ code: "aborted" });
});

test("a server that is not there is said to be unreachable", async () => {
  const options = {
    database: "milepost",
    user: "u",
    password: "p",
    logger: silentLogger(),
    requestTimeoutMs: 5_000,
  };
  await expect(openStore({ ...options, url: "http://127.0.0.1:1" })).rejects.toMatchObject({
    code: "clickhouse_unreachable",
    retryable: true,
  });
});

test("an insert has a limit of its own, well below a question's, after which the same rows may come again", async () => {
  const { url, writer } = database;
  const limits = { requestTimeoutMs: 30_000, insertTimeoutMs: 300 };
  const store = await openStore({ url, database: "milepost", ...writer, logger: silentLogger(), ...limits });
  await store.command(
    "CREATE TABLE milepost_base.slow (figure UInt8, slept UInt8 MATERIALIZED sleepEachRow(2)) ENGINE = MergeTree ORDER BY figure",
  );
  const begun = performance.now();
  await expect(store.insert("slow", ['{"figure":2}'])).rejects.toMatchObject({
    code: "clickhouse_timeout",
    retryable: true,
  });
  expect(performance.now() - begun).toBeLessThan(1_500);
  expect(await store.query({ ...one, sql: "SELECT sleep(0.6) AS slept" })).toHaveLength(1);
  await store.close();
});
