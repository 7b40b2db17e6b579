import { readFile } from "node:fs/promises";
import { createClient } from "@clickhouse/client";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AS_WRITER, WRITER, startTestEngine, until } from "./engine.fixture.ts";
import type { TestEngine } from "./engine.fixture.ts";

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.close());

let tables = 0;
async function newTable(columns: string): Promise<string> {
  const name = `t${(tables += 1)}`;
  await engine.writer.command({
    query: `CREATE TABLE ${name} (${columns}) ENGINE = MergeTree ORDER BY tuple()`,
  });
  return name;
}

async function rows(query: string, params: Record<string, unknown> = {}): Promise<unknown[]> {
  return (await engine.writer.query({ query, query_params: params, format: "JSONEachRow" })).json();
}

const SLOW = "SELECT sum(sipHash64(number)) FROM numbers(100000000000)";

describe("@clickhouse/client", () => {
  it("pings, with and without a query", async () => {
    expect(await engine.writer.ping()).toMatchObject({ success: true });
    expect(await engine.reader.ping({ select: true })).toMatchObject({ success: true });
  });

  it("gets rows back exactly as inserted, with gzip both ways", async () => {
    const compressed = createClient({
      url: engine.clickhouse.url,
      username: WRITER.user,
      password: WRITER.password,
      database: "milepost",
      compression: { request: true, response: true },
    });
    const table = await newTable(
      "text String, number Decimal(38, 9), at DateTime64(3, 'UTC'), list Array(Nullable(Int32))",
    );
    const values = ["plain", "a'b\\c\"d`e", "tab\tnew\nline\r\n\n;--", "漢😀\0", ""].map((text) => ({
      text,
      number: 1.5,
      at: "2020-02-15 00:00:00.123",
      list: [1, null],
    }));
    const { summary } = await compressed.insert({ table, values, format: "JSONEachRow" });
    expect(summary).toMatchObject({ written_rows: "5" });
    const answer = await compressed.query({ query: `SELECT * FROM ${table}`, format: "JSONEachRow" });
    expect(answer.response_headers["content-encoding"]).toBe("gzip");
    expect(await answer.json()).toEqual(values);
    await compressed.close();
  });

  it("binds every query parameter exactly", async () => {
    const texts = [
      "o'clock",
      "tab\there",
      "new\nline\n\nempty",
      "back\\slash",
      "\\N",
      "",
      "{x:String}",
      "'; DROP TABLE t; --",
    ];
    for (const text of texts)
      expect(await rows("SELECT {text:String} AS text", { text })).toEqual([{ text }]);
    const query =
      "SELECT {list:Array(String)} AS list, {sum:Decimal(38, 9)} AS sum, {at:DateTime64(3, 'UTC')} AS at, {none:Nullable(String)} AS none, {table:Identifier} AS name FROM (SELECT 1 AS one)";
    expect(
      await rows(query, {
        list: texts,
        sum: "0.123456789",
        at: "2020-02-15 00:00:00.123",
        none: null,
        table: "one",
      }),
    ).toEqual([{ list: texts, sum: 0.123456789, at: "2020-02-15 00:00:00.123", none: null, name: 1 }]);
  });

  it("binds any text exactly, alone and in an array", async () => {
    const anyText = fc.string({ unit: "binary", maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(anyText, fc.array(anyText, { maxLength: 3 }), async (text, list) => {
        const query = "SELECT {text:String} AS text, {list:Array(String)} AS list";
        expect(await rows(query, { text, list })).toEqual([{ text, list }]);
      }),
      { numRuns: 40 },
    );
  });

  it("takes parameters that are too long for a URL as a form", async () => {
    const text = "é\n'".repeat(40_000);
    const answer = await engine.writer.query({
      query: "SELECT {text:String} AS text",
      query_params: { text },
      use_multipart_params: true,
      format: "JSONEachRow",
    });
    expect(await answer.json()).toEqual([{ text }]);
  });

  it("reads ClickHouse's error code and type", async () => {
    await expect(engine.writer.query({ query: "SELECT nothing" })).rejects.toMatchObject({
      code: "47",
      type: "UNKNOWN_IDENTIFIER",
    });
    await expect(engine.writer.query({ query: "SELEC 1" })).rejects.toMatchObject({
      code: "62",
      type: "SYNTAX_ERROR",
    });
    await expect(engine.writer.command({ query: "DROP TABLE nothing" })).rejects.toMatchObject({
      code: "60",
    });
    const table = await newTable("n Int32");
    const bad = engine.writer.insert({ table, values: [{ n: "no number" }], format: "JSONEachRow" });
    await expect(bad).rejects.toMatchObject({ code: "27" });
  });

  it("keeps no setting from one request to the next, be it sent along or SET", async () => {
    const setting = "SELECT getSetting('max_threads') AS threads, getSetting('async_insert') AS async_insert";
    const [before] = await rows(setting);
    const sent = await engine.writer.query({
      query: setting,
      clickhouse_settings: { max_threads: 7, async_insert: 1 },
      format: "JSONEachRow",
    });
    expect(await sent.json()).toEqual([{ threads: 7, async_insert: false }]);
    await engine.writer.command({ query: "SET max_threads = 5" });
    await engine.writer.command({ query: "USE system" });
    expect(await rows(setting)).toEqual([before]);
    expect(await rows("SELECT currentDatabase() AS name")).toEqual([{ name: "milepost" }]);
  });

  it("ignores session ids: two requests of one session run side by side", async () => {
    const ask = { query: "SELECT 1 AS one", session_id: "shared", format: "JSONEachRow" as const };
    const answers = await Promise.all([engine.writer.query(ask), engine.writer.query(ask)]);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([[{ one: 1 }], [{ one: 1 }]]);
  });

  it("ends the query of a client that aborts, and short queries never wait behind it", async () => {
    const controller = new AbortController();
    const slow = Array.from({ length: 5 }, () =>
      engine.writer.query({ query: SLOW, abort_signal: controller.signal }).catch((error: unknown) => error),
    );
    const running = async (): Promise<number> =>
      (
        await rows(
          "SELECT query FROM system.processes WHERE query LIKE '%sipHash64%100000000000%' AND query NOT LIKE '%processes%'",
        )
      ).length;
    await until(async () => (await running()) === 5);
    const begun = performance.now();
    await rows("SELECT {text:String} AS text", { text: "short" });
    expect(performance.now() - begun).toBeLessThan(2_000);
    controller.abort();
    await Promise.all(slow);
    await until(async () => (await running()) === 0);
  });

  it("answers others while a scalar subquery is worked out", async () => {
    const controller = new AbortController();
    const slow = engine.writer
      .query({ query: `SELECT (${SLOW})`, abort_signal: controller.signal })
      .catch(() => undefined);
    await until(
      async () =>
        (await rows("SELECT 1 FROM system.processes WHERE query LIKE 'SELECT (SELECT sum%'")).length === 1,
    );
    expect(await engine.writer.ping()).toMatchObject({ success: true });
    controller.abort();
    await slow;
  });

  it("streams two million rows without holding them in memory", async () => {
    const before = await residentMegabytes();
    const answer = await engine.writer.query({
      query: "SELECT number, repeat('x', 250) AS text FROM numbers(2000000)",
      format: "JSONEachRow",
    });
    let count = 0;
    for await (const batch of answer.stream()) count += batch.length;
    expect(count).toBe(2_000_000);
    expect((await residentMegabytes()) - before).toBeLessThan(400);
  });
});

async function residentMegabytes(): Promise<number> {
  const status = await readFile(`/proc/${engine.clickhouse.pid}/status`, "utf8").catch(() => "VmHWM: 0 kB");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

describe("an INSERT's data", () => {
  const NASTY = "first\n\nDROP TABLE milepost.victim;\n\n; -- ' \" ` /* \\";

  it("is only data: what follows an empty line is neither lost nor run as SQL", async () => {
    const table = await newTable("n Int32");
    await engine.writer.command({
      query: "CREATE TABLE IF NOT EXISTS victim (n Int32) ENGINE = MergeTree ORDER BY n",
    });
    const body = '{"n":1}\n\n{"n":2}\r\n\r\n\n\n{"n":3}';
    for (const answer of [
      await engine.post(`INSERT INTO milepost.${table} FORMAT JSONEachRow\n${body}`, AS_WRITER),
      await engine.post(body, { ...AS_WRITER, query: `INSERT INTO milepost.${table} FORMAT JSONEachRow` }),
    ]) {
      expect(answer).toMatchObject({ status: 200, text: "" });
    }
    expect(await rows(`SELECT count() AS count, sum(n) AS sum FROM ${table}`)).toEqual([
      { count: 6, sum: 12 },
    ]);
    const attack = await engine.post(
      `INSERT INTO milepost.${table} FORMAT JSONEachRow\n{"n":1}\n\nDROP TABLE milepost.victim`,
      AS_WRITER,
    );
    expect(attack.code).toBeGreaterThan(0);
    expect(await rows("EXISTS TABLE victim")).toEqual([{ result: 1 }]);
  });

  it.each(["JSONEachRow", "TabSeparated", "CSVWithNames", "RowBinary", "Native", "Parquet", "ArrowStream"])(
    "arrives byte by byte in %s, as a body of its own and behind its SQL",
    async (format) => {
      const table = await newTable("n Int32, bytes String, twice Int32 DEFAULT n * 2");
      const source = `SELECT number::Int32 AS n, concat(${sql(NASTY)}, char(number % 256)) AS bytes FROM numbers(1000)`;
      const made = await fetch(`${engine.clickhouse.url}/?default_format=${format}`, {
        method: "POST",
        body: source,
      });
      const body = new Uint8Array(await made.arrayBuffer());
      const insert = `INSERT INTO milepost.${table} (n, bytes) FORMAT ${format}`;
      expect(await engine.post(body, { ...AS_WRITER, query: insert })).toMatchObject({
        status: 200,
        text: "",
      });
      const joined = Buffer.concat([Buffer.from(`${insert}\n`), body]);
      expect(await engine.post(joined, AS_WRITER)).toMatchObject({ status: 200, text: "" });
      const digest = "count() AS count, sum(cityHash64(n, bytes)) AS digest";
      const expected = await rows(`SELECT ${digest} FROM (${source} UNION ALL ${source})`);
      expect(await rows(`SELECT ${digest} FROM ${table}`)).toEqual(expected);
      expect(await rows(`SELECT count() AS count FROM ${table} WHERE twice = n * 2`)).toEqual([
        { count: 2000 },
      ]);
    },
  );

  it("may be empty, and its SQL may bring settings and quoted names", async () => {
    const table = await newTable("`od d` Int32");
    const insert = `INSERT INTO \`milepost\`.\`${table}\` (\`od d\`) SETTINGS input_format_skip_unknown_fields = 1 FORMAT JSONEachRow`;
    expect(await engine.post("", { ...AS_WRITER, query: insert })).toMatchObject({ status: 200 });
    expect(await engine.post('{"od d":1,"more":2}', { ...AS_WRITER, query: insert })).toMatchObject({
      status: 200,
    });
    expect(await rows(`SELECT * FROM ${table}`)).toEqual([{ "od d": 1 }]);
  });

  it("of VALUES and SELECT is inserted too", async () => {
    const table = await newTable("n Int32, text String");
    await engine.writer.command({ query: `INSERT INTO ${table} VALUES (1, 'a\n\nb'),\n\n(2, ';')` });
    await engine.writer.command({ query: `INSERT INTO ${table} SELECT number, 'x' FROM numbers(3)` });
    expect(await rows(`SELECT count() AS count FROM ${table}`)).toEqual([{ count: 5 }]);
  });

  it("that breaks off on its way is not inserted in part", async () => {
    const table = await newTable("n Int32");
    const controller = new AbortController();
    const broken = new ReadableStream({
      pull: async (stream) => {
        stream.enqueue(Buffer.from('{"n":1}\n'.repeat(5_000)));
        await new Promise((next) => setImmediate(next));
        controller.abort();
      },
    });
    const query = encodeURIComponent(`INSERT INTO milepost.${table} FORMAT JSONEachRow`);
    const url = `${engine.clickhouse.url}/?user=${WRITER.user}&password=${encodeURIComponent(WRITER.password)}&query=${query}`;
    const request: RequestInit & { duplex: "half" } = {
      method: "POST",
      body: broken,
      duplex: "half",
      signal: controller.signal,
    };
    await expect(fetch(url, request)).rejects.toThrow(/abort/i);
    expect(await engine.writer.ping()).toMatchObject({ success: true });
    expect(await rows(`SELECT count() AS count FROM ${table}`)).toEqual([{ count: 0 }]);
  });
});

function sql(text: string): string {
  return `unhex('${Buffer.from(text).toString("hex")}')`;
}
