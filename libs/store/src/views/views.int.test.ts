import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { VIEWS } from "./views.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

async function described(of: string): Promise<readonly string[]> {
  const rows = await database.store.query<{ name: string; type: string }>({
    name: "describe",
    sql: `DESCRIBE TABLE (SELECT * FROM ${of})`,
    params: {},
  });
  return rows.map(({ name, type }) => `${name} ${plainType(type)}`);
}

/** How ClickHouse stores a text, and how it breaks lines, is no promise. */
function plainType(type: string): string {
  const oneLine = type.replaceAll(/\s+/g, " ").replaceAll("( ", "(").replaceAll("`", "");
  return oneLine.replace(/^LowCardinality\((.*)\)$/, "$1");
}

test("every public table gives the columns and types that it declares", async () => {
  for (const view of VIEWS) {
    const given = await described(
      view.parameterised === true ? `${view.name}(at = '2026-01-01 00:00:00')` : view.name,
    );
    expect({ [view.name]: given }).toEqual({
      [view.name]: view.columns.map(([name, type]) => `${name} ${type}`),
    });
  }
});

test("every public table, and each of its columns, says what it means to whoever looks into system.tables and system.columns", async () => {
  const tables = await database.store.query<{ name: string }>({
    name: "silent tables",
    sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND comment != ''",
    params: {},
  });
  expect(tables.map(({ name }) => name).toSorted()).toEqual(VIEWS.map(({ name }) => name).toSorted());
  const columns = await database.store.query<{ commented: number; silent: number }>({
    name: "silent columns",
    sql: "SELECT countIf(comment != '') AS commented, countIf(comment = '') AS silent FROM system.columns WHERE database = currentDatabase()",
    params: {},
  });
  const declared = VIEWS.filter((view) => view.parameterised !== true).flatMap((view) => view.columns);
  expect(columns).toEqual([{ commented: declared.length, silent: 0 }]);
});

test("a view with parameters says what its columns mean in SHOW CREATE TABLE, all that ClickHouse shows of it", async () => {
  for (const view of VIEWS.filter(({ parameterised }) => parameterised === true)) {
    const [row] = await database.store.query<{ statement: string }>({
      name: "show",
      sql: `SHOW CREATE TABLE ${view.name}`,
      params: {},
    });
    const shown = Object.values(row ?? {}).join("");
    for (const [, , comment] of view.columns) expect(shown).toContain(comment.replaceAll("'", "\\'"));
  }
});

test("every column that may be unknown can be asked for IS NULL, counted and listed", async () => {
  for (const view of VIEWS) {
    const table = view.parameterised === true ? `${view.name}(at = '2026-01-01 00:00:00')` : view.name;
    for (const [column] of view.columns.filter(([, type]) => type.startsWith("Nullable("))) {
      const sql = `SELECT count() AS unknown FROM ${table} WHERE ${column} IS NULL`;
      const asked = database.store.query({ name: `unknown ${view.name}.${column}`, sql, params: {} });
      await expect(asked, `${view.name}.${column}`).resolves.toHaveLength(1);
    }
  }
});
