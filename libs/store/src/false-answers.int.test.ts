import { silentLogger } from "@milepost/runtime";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "./clickhouse-store.ts";
import { startFalsifyingProxy } from "./falsifying-proxy.fixture.ts";
import type { FalsifyingProxy } from "./falsifying-proxy.fixture.ts";
import type { Store } from "./index.ts";
import { createRowBinaryWriter } from "./row-binary.ts";
import { openTestStore } from "./store-under-test.suite.ts";
import type { TestStore } from "./store-under-test.suite.ts";

const FAILURE =
  "Code: 241. DB::Exception: Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED) (version 25.8.1)";
const THREE = {
  name: "three",
  sql: "SELECT number AS figure, concat('}]\\n', toString(number)) AS name FROM numbers(3)",
  params: {},
};
const OUT_OF_MEMORY = { code: "clickhouse_error", retryable: true, details: { clickhouseCode: 241 } };
const UNREACHABLE = { code: "clickhouse_unreachable", retryable: true };

let database: TestStore;
let proxy: FalsifyingProxy;
let store: Store;
beforeAll(async () => {
  database = await openTestStore();
  proxy = await startFalsifyingProxy(database.url);
  const { writer } = database;
  store = await openStore({
    url: proxy.url,
    database: database.store.database,
    ...writer,
    logger: silentLogger(),
    requestTimeoutMs: 30_000,
  });
  await store.command(
    `CREATE TABLE ${database.store.database}_base.figures (figure UInt32) ENGINE = MergeTree ORDER BY figure`,
  );
});
afterEach(() => {
  proxy.falsify = null;
  proxy.headers = {};
});
afterAll(async () => {
  await store.close();
  await proxy.close();
  await database.close();
});

/** An answer that breaks off behind its first row, which is a line of its own, and goes on in other words. */
function afterOneRow(answer: Buffer, words: string): string {
  const text = answer.toString();
  return text.slice(0, text.indexOf("\n", text.indexOf("figure")) + 1) + words;
}

describe("an answer that is not whole", () => {
  test.each([
    ["at once", THREE],
    ["line by line", { ...THREE, isLong: true }],
  ])(
    "is never taken for the whole one, wherever it was cut, and may be asked for again: read %s",
    async (_, three) => {
      const whole = await store.query(three);
      expect(whole).toHaveLength(3);
      const none = { ...three, sql: "SELECT 1 AS figure WHERE 0" };
      expect(await store.query(none)).toEqual([]);
      let bytes = 0;
      proxy.falsify = (answer) => {
        bytes = answer.length;
        return answer;
      };
      expect(await store.query(three)).toEqual(whole);
      // The line break behind the end mark is all that may be missing.
      for (let length = 0; length < bytes - 1; length += 1) {
        proxy.falsify = (answer) => answer.subarray(0, length);
        // oxlint-disable-next-line no-await-in-loop -- one cut at a time
        await expect(store.query(three), `cut after ${length} bytes`).rejects.toMatchObject(UNREACHABLE);
      }
    },
  );

  test("is told as no answer where it is a page of something else", async () => {
    proxy.falsify = () => "<html>welcome</html>\n";
    await expect(store.query(THREE)).rejects.toMatchObject(UNREACHABLE);
    proxy.falsify = () => '{"status":"ok"}\n';
    await expect(store.query(THREE)).rejects.toMatchObject(UNREACHABLE);
  });

  test.each([
    ["words", FAILURE],
    ["a line of words", `${FAILURE}\n`],
    ["marked words", `\r\n__exception__\r\ntag\r\n${FAILURE}\n99 tag\r\n__exception__\r\n`],
    ["a row of its own", `${JSON.stringify({ exception: FAILURE })}\n`],
    ["a last row", `${JSON.stringify({ exception: FAILURE })}\n]\n`],
  ])("is ClickHouse's own failure, by its code, where it ends in %s", async (_, words) => {
    proxy.falsify = (answer) => afterOneRow(answer, words);
    await expect(store.query(THREE)).rejects.toMatchObject(OUT_OF_MEMORY);
    await expect(store.query({ ...THREE, isLong: true })).rejects.toMatchObject({ retryable: true });
  });

  test("is told from a row that has a column named exception", async () => {
    const sql = "SELECT 'none' AS exception, 1 AS figure";
    expect(await store.query({ ...THREE, sql })).toEqual([{ exception: "none", figure: 1 }]);
  });
});

describe("an insert or a statement that was answered 200", () => {
  const writer = createRowBinaryWriter();
  writer.uint32(7);
  const binary = { table: "figures", columns: ["figure"], bytes: writer.bytes() };

  test("but with a failure in the body is not done, and may come again", async () => {
    proxy.falsify = () => `${FAILURE}\n`;
    await expect(store.insert("figures", ['{"figure":7}'])).rejects.toMatchObject(OUT_OF_MEMORY);
    await expect(store.insertBinary(binary)).rejects.toMatchObject(OUT_OF_MEMORY);
    await expect(store.command("SYSTEM FLUSH LOGS")).rejects.toMatchObject(OUT_OF_MEMORY);
  });

  test("but with a page of something else is not done either", async () => {
    proxy.falsify = () => "<html>welcome</html>\n";
    await expect(store.insert("figures", ['{"figure":7}'])).rejects.toMatchObject(UNREACHABLE);
    await expect(store.insertBinary(binary)).rejects.toMatchObject(UNREACHABLE);
  });

  test("but with ClickHouse's code of a failure in a header is not done, whatever the body says", async () => {
    proxy.headers = { "x-clickhouse-exception-code": "241" };
    await expect(store.insert("figures", ['{"figure":7}'])).rejects.toMatchObject(UNREACHABLE);
    proxy.falsify = () => `${FAILURE}\n`;
    await expect(store.insertBinary(binary)).rejects.toMatchObject(OUT_OF_MEMORY);
  });
});
