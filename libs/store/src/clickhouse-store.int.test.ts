import type { TestStore } from "./store-under-test.suite.ts";
import { openTestStore } from "./store-under-test.suite.ts";
import { silentLogger } from "@milepost/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "./clickhouse-store.ts";
import { migrate } from "./migrate.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

const one = { name: "one", sql: "SELECT 1 AS one", params: {} };

function anotherStore(requestTimeoutMs: number): ReturnType<typeof openStore> {
  const { url, writer } = database;
  return openStore({ url, database: "milepost", ...writer, logger: silentLogger(), requestTimeoutMs });
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

test("two starters may migrate at once, and a second migration changes nothing", async () => {
  const store = await anotherStore(30_000);
  await store.command("DROP DATABASE milepost SYNC");
  await store.command("DROP DATABASE milepost_base SYNC");
  await Promise.all([migrate(store), migrate(database.store)]);
  await migrate(store);
  const versions = await store.query({
    name: "versions",
    sql: "SELECT what, version FROM {base:Identifier}.schema_versions FINAL ORDER BY what, version",
    params: {},
  });
  expect(versions).toEqual([
    { what: "tables", version: 1 },
    { what: "tables", version: 2 },
    { what: "views", version: 0 },
  ]);
  expect(await store.query({ name: "kpis", sql: "SELECT * FROM kpis", params: {} })).toEqual([]);
  await store.close();
});

test("tables of a newer Milepost are refused", async () => {
  const { store } = database;
  await store.insert("schema_versions", ['{"what":"tables","version":99,"text_hash":""}']);
  await expect(migrate(store)).rejects.toMatchObject({ code: "config_invalid" });
  await store.command(
    "ALTER TABLE milepost_base.schema_versions DELETE WHERE version = 99 SETTINGS mutations_sync = 2",
  );
  await migrate(store);
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
