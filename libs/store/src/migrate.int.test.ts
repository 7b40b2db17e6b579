import { silentLogger } from "@milepost/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "./clickhouse-store.ts";
import type { Store } from "./index.ts";
import { migrate, migrationStatements } from "./migrate.ts";
import { ALERT_LIFE, FLAG_BASIS, PACE } from "./schema/assessment-tables.ts";
import type { BaseTable } from "./schema/base-table.ts";
import { BASE_TABLES } from "./schema/base-tables.ts";
import { BESIDES } from "./schema/derived-tables.ts";
import type { TestStore } from "./store-under-test.suite.ts";
import { openTestStore } from "./store-under-test.suite.ts";

/** So often two starters begin at the same moment; they were seen to meet in every one of their statements. */
const ROUNDS = 8;

let database: TestStore;
let other: Store;
beforeAll(async () => {
  database = await openTestStore();
  other = await another("milepost");
});
afterAll(async () => {
  await other.close();
  await database.close();
});

function another(name: string): Promise<Store> {
  const { url, writer } = database;
  return openStore({ url, database: name, ...writer, logger: silentLogger(), requestTimeoutMs: 30_000 });
}

async function versions(store: Store): Promise<readonly unknown[]> {
  const sql = "SELECT what, version FROM {base:Identifier}.schema_versions FINAL ORDER BY what, version";
  return store.query({ name: "versions", sql, params: {} });
}

const NEWEST = [
  { what: "tables", version: 1 },
  { what: "tables", version: 2 },
  { what: "tables", version: 3 },
  { what: "tables", version: 4 },
  { what: "tables", version: 5 },
  { what: "tables", version: 6 },
  { what: "tables", version: 7 },
  { what: "tables", version: 8 },
  { what: "tables", version: 9 },
  { what: "tables", version: 10 },
  { what: "tables", version: 11 },
  { what: "tables", version: 12 },
  { what: "tables", version: 13 },
  { what: "tables", version: 14 },
  { what: "tables", version: 15 },
  { what: "tables", version: 16 },
  { what: "tables", version: 17 },
  { what: "tables", version: 18 },
  { what: "tables", version: 19 },
  { what: "tables", version: 20 },
  { what: "tables", version: 21 },
  { what: "tables", version: 22 },
  { what: "tables", version: 23 },
  { what: "tables", version: 24 },
  { what: "tables", version: 25 },
  { what: "tables", version: 26 },
  { what: "views", version: 0 },
];

test("two starters may migrate at once, whoever is ahead in which statement, and a second migration changes nothing", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    await other.command("DROP DATABASE milepost SYNC");
    await other.command("DROP DATABASE milepost_base SYNC");
    const lateBy = round / 2;
    const late = new Promise<void>((resolve) => setTimeout(resolve, lateBy)).then(() => migrate(other));
    await Promise.all([migrate(database.store), late]);
    expect(await versions(other)).toEqual(NEWEST);
    expect(await other.query({ name: "kpis", sql: "SELECT * FROM kpis", params: {} })).toEqual([]);
  }
  await migrate(other);
  expect(await versions(other)).toEqual(NEWEST);
});

const CAME_AFTER_VERSION_1: ReadonlySet<string> = new Set([
  "dead_letter_steps",
  "pipeline_partitions",
  "canary_rows",
  "record_versions",
  "fold_events",
  "delivery_events",
  "judgement_events",
  "lead_test_events",
  "option_events",
  "suggestion_events",
  "external_report_events",
  "review_events",
  "forecaster_lesson_events",
  "staleness_events",
  "calendar_definitions",
]);

/** Of those the ones that a rebuild exchanges. */
const CAME_WITH_BUILDS = [...CAME_AFTER_VERSION_1].filter(
  (name) => name !== "dead_letter_steps" && name !== "pipeline_partitions",
);

test("tables of version 1 keep their rows, and take from then on only rows of their own build", async () => {
  const store = await another("older");
  await store.command("CREATE DATABASE older_base");
  for (const table of BASE_TABLES.filter(({ name }) => !CAME_AFTER_VERSION_1.has(name))) {
    await store.command(ofVersion1(table));
  }
  await store.command(
    "CREATE TABLE older_base.schema_versions (what String, version UInt32, text_hash String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')) ENGINE = ReplacingMergeTree(applied_at) ORDER BY (what, version)",
  );
  await store.insert("schema_versions", ['{"what":"tables","version":1,"text_hash":""}']);
  await store.insert("goal_closings", ['{"goal":"g","outcome":"hit","log_offset":3}']);
  await store.insert("assessment_events", ['{"goal":"g","period":"2026-05"}']);
  await store.insert("derived_up_to", ['{"name":"derived","position":"{}","rules":"1","version":7}']);
  await store.insert("rebuild_reports", ['{"rebuild":"r","table_name":"goal_closings","differed":true}']);

  await migrate(store);
  await migrate(store);
  const kept = {
    name: "kept",
    sql: "SELECT goal, build, (SELECT version FROM {base:Identifier}.derived_up_to WHERE build = 0) AS version, (SELECT month FROM rebuilds) AS month FROM {base:Identifier}.goal_closings",
    params: {},
  };
  expect(await store.query(kept)).toEqual([{ goal: "g", build: 0, version: 7, month: "" }]);
  const paced = {
    name: "paced",
    sql: "SELECT goal, pace_expected, pace_status FROM assessments",
    params: {},
  };
  expect(await store.query(paced)).toEqual([{ goal: "g", pace_expected: null, pace_status: "unknown" }]);
  for (const table of ["goal_closings", ...CAME_WITH_BUILDS]) {
    await expect(store.insert(table, ['{"build":1}'])).rejects.toMatchObject({
      details: { clickhouseCode: 469 },
    });
  }
  expect(await columns("older_base")).toEqual(await columns("milepost_base"));
  await store.close();
});

/** What stands in a database, whatever the order in which columns came to its tables. */
async function columns(name: string): Promise<readonly unknown[]> {
  const sql =
    "SELECT table, name, type, is_in_sorting_key FROM system.columns WHERE database = {name:String} ORDER BY table, name";
  return other.query({ name: "columns", sql, params: { name } });
}

test("a new database is made in one step: it has the tables, views and versions of one that took every step", async () => {
  const store = await another("stepwise");
  for (const sql of migrationStatements("stepwise")) await store.command(sql);
  await migrate(store);
  const made = async (name: string): Promise<readonly unknown[]> => {
    const sql =
      "SELECT name, create_table_query FROM system.tables WHERE database IN ({name:String}, {base:String}) ORDER BY database, name";
    return other.query({ name: "tables", sql, params: { name, base: `${name}_base` } });
  };
  const stepwise = JSON.stringify(await made("stepwise")).replaceAll("stepwise", "milepost");
  expect(JSON.parse(stepwise)).toEqual(await made("milepost"));
  expect(await versions(store)).toEqual(await versions(other));
  await store.close();
});

/** The statement that created a table before rows knew their build, and reports months. */
function ofVersion1({ name, columns, orderBy, version = "" }: BaseTable): string {
  const isNew = /^(build|month|live_statuses|rebuilt_statuses|samples)$/;
  const later: Readonly<Record<string, object>> = {
    assessment_events: PACE,
    alert_events: { ...FLAG_BASIS, ...ALERT_LIFE },
    forecast_accuracy_rows: BESIDES,
  };
  const before = Object.entries(columns).filter(
    ([column]) => !isNew.test(column) && !(column in (later[name] ?? {})),
  );
  const list = before.map(([column, type]) => `${column} ${type}`).join(", ");
  const order = orderBy.filter((column) => !isNew.test(column)).join(", ");
  const table = name === "rebuild_states" ? "rebuild_journal" : name;
  return `CREATE TABLE older_base.${table} (${list}) ENGINE = ReplacingMergeTree(${version}) ORDER BY (${order})`;
}

test("tables of a newer Milepost are refused", async () => {
  const { store } = database;
  await store.insert("schema_versions", ['{"what":"tables","version":99,"text_hash":""}']);
  await expect(migrate(store)).rejects.toMatchObject({ code: "config_invalid" });
  await store.command(
    "ALTER TABLE milepost_base.schema_versions DELETE WHERE version = 99 SETTINGS mutations_sync = 2",
  );
  await migrate(store);
});

test("what is said to a cluster is ClickHouse's language: every statement is understood by its parser", async () => {
  for (const sql of migrationStatements("acme", { cluster: "main" })) {
    const parsed = await other.query({ name: "parsed", sql: `EXPLAIN AST ${sql}`, params: {} });
    expect(parsed.length).toBeGreaterThan(0);
  }
});
