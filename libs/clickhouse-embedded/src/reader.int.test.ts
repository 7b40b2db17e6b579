import { existsSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestEngine } from "./engine.fixture.ts";
import type { TestEngine } from "./engine.fixture.ts";

const OUTFILE = join(tmpdir(), `milepost-outfile-${randomUUID()}`);
let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
  for (const query of [
    "CREATE DATABASE milepost_base",
    "CREATE DATABASE milepost_shadow",
    "CREATE TABLE milepost_base.o (k String, v Int32, at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY k",
    "CREATE VIEW milepost.obs (k String COMMENT 'the key', v Int32) AS SELECT k, v FROM milepost_base.o",
    "CREATE VIEW milepost.obs_as_of AS SELECT k, v FROM milepost_base.o WHERE at <= {at: DateTime64(3, 'UTC')}",
    "INSERT INTO milepost_base.o VALUES ('a', 1, '2020-01-01 00:00:00.123')",
  ]) {
    await engine.writer.command({ query });
  }
});
afterAll(() => engine.close());

describe("the reader, who needs no password", () => {
  it.each([
    ["SELECT * FROM obs", "a\t1\n"],
    ["SELECT * FROM milepost.obs; -- said by a tool", "a\t1\n"],
    ["SELECT k FROM `milepost`.`obs` AS o WHERE o.k IN (SELECT k FROM obs)", "a\n"],
    ["SELECT v FROM obs_as_of(at = '2020-01-02 00:00:00')", "1\n"],
    ["SELECT o.v FROM milepost.obs_as_of(at = '2020-01-02 00:00:00') AS o JOIN obs USING (k)", "1\n"],
    ["SELECT count() FROM obs_as_of(at = '2019-01-02 00:00:00')", "0\n"],
    ["WITH c AS (SELECT k FROM obs) SELECT arrayMap(x -> x + 1, [1]), (SELECT count() FROM c)", "[2]\t1\n"],
    [
      "SELECT sumIf(v, v > 0), quantile(0.5)(v), max(max(v)) OVER (), CASE v WHEN 1 THEN 'x' ELSE 'y' END FROM obs GROUP BY v",
      "1\t1\t1\tx\n",
    ],
    ["(SELECT 1) UNION ALL (SELECT 1)", "1\n1\n"],
    ["SELECT ';', '\n\n', 1 AS `a;b`", ";\t\\n\\n\t1\n"],
    ["SHOW TABLES", "obs\nobs_as_of\n"],
    ["DESCRIBE TABLE obs", "k\tString\t\t\tthe key\t\t\nv\tInt32\t\t\t\t\t\n"],
    ["EXISTS TABLE milepost.obs", "1\n"],
    [
      "SELECT name, comment FROM system.columns WHERE database = 'milepost' AND table = 'obs' AND name = 'k'",
      "k\tthe key\n",
    ],
    ["SELECT count() > 0 FROM system.settings", "1\n"],
    [
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'milepost' AND table_name = 'obs'",
      "obs\n",
    ],
    ["SELECT currentUser(), currentDatabase()", "default\tmilepost\n"],
  ])("may ask %j", async (sql, text) => {
    expect(await engine.post(sql)).toMatchObject({ status: 200, text });
  });

  it.each([
    "SHOW DATABASES",
    "SHOW CREATE TABLE milepost.obs",
    "SHOW COLUMNS FROM obs",
    "EXPLAIN SELECT * FROM obs",
    "SELECT version(), timezone()",
    "DESC (SELECT 1)",
  ])("may ask %j", async (sql) => {
    expect(await engine.post(sql)).toMatchObject({ status: 200, code: 0 });
  });

  it.each([
    "INSERT INTO milepost_base.o VALUES ('x', 1, now())",
    "INSERT INTO milepost_base.o FORMAT JSONEachRow {}",
    "CREATE TABLE milepost.x (a Int8) ENGINE = Memory",
    "DROP TABLE milepost_base.o",
    "ALTER TABLE milepost_base.o DELETE WHERE 1",
    "EXCHANGE TABLES milepost_base.o AND milepost.obs",
    "SET max_threads = 1",
    "USE default",
    "KILL QUERY WHERE 1 ASYNC",
    "SYSTEM FLUSH LOGS",
    "BACKUP DATABASE milepost TO File('x')",
    "SHOW PROCESSLIST",
    "SELECT 1 SETTINGS max_execution_time = 1000",
    "SELECT 1 SETTINGS readonly = 0",
  ])("may not change anything: %j is refused with 164", async (sql) => {
    expect(await engine.post(sql)).toMatchObject({ status: 403, code: 164 });
  });

  it.each([
    "SELECT file('/etc/passwd')",
    "SELECT FILE('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "SELECT arrayMap(file, ['/etc/passwd'])",
    "SELECT * APPLY(file) FROM (SELECT '/etc/passwd')",
    "WITH x -> file(x) AS f SELECT f('/etc/passwd')",
    "SELECT * FROM file('/etc/passwd')",
    "SELECT * FROM default.`/etc/passwd`",
    "SELECT * FROM url('http://127.0.0.1:1')",
    "SELECT * FROM s3('http://127.0.0.1:1/x')",
    "SELECT * FROM executable('id', TSV, 'a String')",
    "SELECT * FROM remote('127.0.0.1', 'system', 'one')",
    "SELECT * FROM mysql('a', 'b', 'c', 'd', 'e')",
    "DESCRIBE TABLE file('/etc/passwd')",
    "SELECT catboostEvaluate('/etc/passwd', 1)",
    "SELECT aiGenerate('x', 'y')",
    `SELECT 1 INTO OUTFILE '${OUTFILE}'`,
    `SELECT 1 INTO/**/OUTFILE '${OUTFILE}'`,
    `EXPLAIN AST SELECT 1 INTO OUTFILE '${OUTFILE}'`,
    "SELECT 1 FORMAT Template SETTINGS format_template_row = '/etc/passwd'",
  ])("may not reach beyond the database: %j is refused with 497", async (sql) => {
    expect(await engine.post(sql)).toMatchObject({ status: 403, code: 497 });
    expect(existsSync(OUTFILE)).toBe(false);
  });

  it.each([
    "SELECT * FROM milepost_base.o",
    "SELECT * FROM milepost_base . o",
    "SELECT 1 UNION ALL SELECT v FROM milepost_shadow.o",
    "SELECT count() FROM obs WHERE (SELECT count() FROM milepost_base.o) > 0",
    "SELECT 1 IN milepost_base.o",
    "SELECT in(1, milepost_base.o)",
    "SELECT * FROM merge('milepost_base', '.*')",
    "SELECT * FROM view(SELECT * FROM milepost_base.o)",
    "SELECT * FROM loop('milepost_base', 'o')",
    "SELECT * FROM {table:Identifier}",
    "SELECT joinGet('milepost_base.j', 'v', 1)",
    "SELECT dictGet('milepost_base.d', 'v', 1)",
    "SELECT hasColumnInTable('milepost_base', 'o', 'k')",
    "SHOW TABLES FROM milepost_base",
    "SHOW CREATE TABLE milepost_base.o",
    "DESCRIBE TABLE milepost_base.o",
    "EXISTS TABLE milepost_shadow.o",
    "SHOW TABLES FROM\u00a0milepost_base",
    "SHOW TABLES FROM `milepost\\x5fbase`",
    "SELECT * FROM `milepost\\x5fbase`.o",
    `SHOW TABLES INTO\u00a0OUTFILE '${OUTFILE}'`,
    "SELECT * FROM system.processes",
    "SELECT * FROM system.stack_trace",
  ])("may not name what is not for everyone: %j is refused with 497", async (sql) => {
    expect(await engine.post(sql, { param_table: "milepost_base.o" })).toMatchObject({
      status: 403,
      code: 497,
    });
  });

  it.each([
    "SELECT 1; KILL QUERY WHERE 1 ASYNC",
    "SELECT 1); KILL QUERY WHERE 1 ASYNC; SELECT (1",
    "SHOW TABLES; KILL QUERY WHERE 1 ASYNC",
    "EXPLAIN AST SELECT 1; KILL QUERY WHERE 1 ASYNC",
    "EXPLAIN DROP TABLE x; KILL QUERY WHERE 1 ASYNC; (SELECT 1)",
  ])("may send one statement at a time: nothing of %j runs", async (sql) => {
    const running = engine.post(
      "SELECT count() FROM (SELECT sleepEachRow(0.02) FROM numbers(30) SETTINGS max_block_size = 1)",
      { max_block_size: "1" },
    );
    const busy = engine.post("SELECT sum(sleepEachRow(0.01)) FROM numbers(30)");
    expect([62, 497]).toContain((await engine.post(sql)).code);
    expect(await busy).toMatchObject({ status: 200 });
    await running;
  });

  it("may bind parameters of every type", async () => {
    const sql =
      "SELECT {n:Int32}, {d:Decimal(9, 2)}, {a:Array(String)}, v FROM {t:Identifier} WHERE k = {k:String}";
    const params = { param_n: "7", param_d: "1.50", param_a: "['x']", param_t: "obs", param_k: "a" };
    expect(await engine.post(sql, params)).toMatchObject({ text: "7\t1.5\t['x']\t1\n" });
  });

  it.each<Record<string, string>>([
    { limit: "1" },
    { offset: "1000" },
    { max_result_rows: "1", result_overflow_mode: "break" },
    { output_format_tsv_crlf_end_of_line: "1" },
    { extremes: "1", max_block_size: "1" },
  ])("cannot blind the check with the settings %j", async (settings) => {
    for (const sql of [
      "SELECT file('/etc/passwd')",
      "SELECT * FROM milepost_base.o",
      "SELECT 1 IN milepost_base.o",
    ]) {
      expect(await engine.post(sql, settings)).toMatchObject({ status: 403, code: 497 });
    }
    const closing =
      "SELECT 1) UNION ALL SELECT file('/etc/passwd') SETTINGS limit = 1, disk = disk(type = local";
    expect((await engine.post(closing, settings)).code).toBeGreaterThan(0);
  });

  it("cannot hide a name behind line breaks in another", async () => {
    const forged = "SELECT * FROM `x\n        TableIdentifier milepost.obs` AS a, milepost_base.o";
    expect(await engine.post(forged)).toMatchObject({ status: 403, code: 497 });
    expect(await engine.post("SELECT file('/etc/passwd') AS `f\n  Function version`")).toMatchObject({
      code: 497,
    });
  });

  it("is ended at the time limit with 159, and may lower it but not raise it", async () => {
    const slow = "SELECT sum(sipHash64(number)) FROM numbers(100000000000)";
    expect(await engine.post(slow, { max_execution_time: "1" })).toMatchObject({ status: 500, code: 159 });
    const limits = "SELECT getSetting('max_execution_time'), getSetting('readonly')";
    expect(await engine.post(limits, { max_execution_time: "99999" })).toMatchObject({ text: "30\t1\n" });
    expect(await engine.post(limits, { max_execution_time: "0" })).toMatchObject({ text: "30\t1\n" });
  });

  it("is ended at the memory limit with 241", async () => {
    const greedy = "SELECT length(groupArray(number)) FROM numbers(1000000000)";
    expect(await engine.post(greedy, { max_memory_usage: "50000000" })).toMatchObject({
      status: 500,
      code: 241,
    });
  });

  it("may choose how a result looks, and no setting that opens a way out", async () => {
    const quoted = { default_format: "JSONEachRow", output_format_json_quote_64bit_integers: "1" };
    expect(await engine.post("SELECT 1::UInt64 AS n", quoted)).toMatchObject({ text: '{"n":"1"}\n' });
    for (const setting of [
      "format_template_row",
      "output_format_schema",
      "format_schema",
      "additional_table_filters",
    ]) {
      expect(await engine.post("SELECT 1", { [setting]: "x" })).toMatchObject({ status: 403, code: 164 });
    }
  });

  it("reads its own database under every name that drivers give it, and no other", async () => {
    expect(await engine.post("SELECT v FROM obs", { database: "default" })).toMatchObject({ text: "1\n" });
    expect(await engine.post("SELECT dummy FROM one", { database: "system" })).toMatchObject({ text: "0\n" });
    expect(await engine.post("SELECT * FROM processes", { database: "system" })).toMatchObject({ code: 497 });
    expect(await engine.post("SELECT * FROM o", { database: "milepost_base" })).toMatchObject({
      status: 404,
      code: 81,
    });
  });
});
