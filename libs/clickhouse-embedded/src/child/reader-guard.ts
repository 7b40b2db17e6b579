import { refuse } from "./clickhouse-error.ts";
import type { EngineSession } from "./engine.ts";
import {
  PURE_CATEGORIES,
  PURE_FUNCTIONS,
  PURE_TABLE_FUNCTIONS,
  READ_NODES,
  SYSTEM_TABLES,
} from "./reader-lists.ts";
import { isKeyword, scanSql } from "./sql-scan.ts";
import type { SqlToken } from "./sql-scan.ts";
import { sqlString } from "./sql-text.ts";
import type { Statement } from "./statement.ts";
import { readSyntaxTree } from "./syntax-tree.ts";

/** Decides which statements a reader may run. */
export interface ReaderGuard {
  /**
   * Throws ClickHouse's refusal unless the statement only reads what a reader may see; runs it not.
   * The session must carry the query's parameters and none of the reader's settings.
   */
  check(session: EngineSession, statement: Statement, currentDatabase: string): Promise<void>;
}

const SELECTS: readonly string[] = ["SELECT", "WITH", "(", "FROM"];
const SHOWN: readonly string[] = [
  "TABLES",
  "DATABASES",
  "COLUMNS",
  "FIELDS",
  "CREATE",
  "TABLE",
  "INDEX",
  "INDEXES",
  "KEYS",
];
const SHOWN_TOO: readonly string[] = [
  "FULL",
  "EXTENDED",
  "FUNCTIONS",
  "SETTINGS",
  "SETTING",
  "DICTIONARIES",
  "ENGINES",
];
const INFORMATION_SCHEMA = /^information_schema$/i;

/** The database that a reader's unqualified names mean. */
export function readerDatabase(asked: string, own: string): string {
  if (asked === own || asked === "default") return own;
  if (asked === "system" || INFORMATION_SCHEMA.test(asked)) return asked;
  throw refuse(
    "UNKNOWN_DATABASE",
    `Database ${asked} does not exist, or this user may not read it; read ${own}`,
  );
}

/** Makes the guard of a database: the only one, besides ClickHouse's own, that a reader may name. */
export function createReaderGuard(database: string): ReaderGuard {
  let refusedFunctions: ReadonlySet<string> | undefined;
  const checkSelect = async (session: EngineSession, sql: string, current: string): Promise<void> => {
    const tree = readSyntaxTree(await explainSyntax(session, sql));
    for (const node of tree.nodes) {
      if (!READ_NODES.has(node)) throw denied(`${node} is not part of a query that this user may run`);
    }
    for (const table of tree.tables) checkTable(table, { own: database, current });
    refusedFunctions ??= await loadRefusedFunctions(session);
    const refused = refusedFunctions;
    for (const name of tree.functions) checkFunction(name, { own: database, refused });
    // arrayMap(file, …) names a function like a column.
    for (const name of tree.identifiers)
      if (!name.includes(".")) checkFunction(name, { own: database, refused });
    await checkNames(session, { names: tree.identifiers, own: database });
  };
  return {
    check: async (session, statement, current) => {
      const { kind, body } = statement;
      const tokens = [...scanSql(body)];
      if (tokens.some((token) => isKeyword(token, "OUTFILE")))
        throw denied("INTO OUTFILE is not for this user");
      if (SELECTS.includes(kind)) return checkSelect(session, body, current);
      // Wherever it stands: `run` would take what follows for a second statement.
      if (body.includes(";")) throw denied("Only one statement at a time, and no semicolon in it");
      if (kind === "EXPLAIN") return checkSelect(session, explainedSelect(body, tokens), current);
      if (kind === "DESCRIBE" || kind === "DESC")
        return checkSelect(session, describedSelect(body, tokens), current);
      if (kind === "EXISTS" || isShow(kind, tokens))
        return checkNamesOnly(session, { tokens, own: database });
      throw refuse("READONLY", `Cannot execute ${kind} in readonly mode: this user may only read`);
    },
  };
}

/** What a SELECT is made of; refuses everything else. The brackets exclude INTO OUTFILE, the line breaks end a comment. */
async function explainSyntax(session: EngineSession, sql: string): Promise<string> {
  const wrapped = `SELECT * FROM (\n${sql}\n)`;
  // `run` would run a second statement, even one that stands between two halves of a bracket; this parser takes only one.
  if (sql.includes(";")) await session.run(`SELECT formatQuerySingleLine(${sqlString(wrapped)})`);
  return text((await session.run(`EXPLAIN AST ${wrapped}`, "TSVRaw")).output);
}

function checkTable(table: string, { own, current }: { own: string; current: string }): void {
  const dot = table.indexOf(".");
  const database = dot < 0 ? current : table.slice(0, dot);
  const name = table.slice(dot + 1);
  if (database === own || INFORMATION_SCHEMA.test(database)) return;
  if (database === "system" && SYSTEM_TABLES.has(name)) return;
  throw denied(`${table} is not for this user; the tables to read are in database ${own}`);
}

function checkFunction(name: string, { own, refused }: { own: string; refused: ReadonlySet<string> }): void {
  if (name.startsWith(`${own}.`)) return;
  if (name.includes("."))
    throw denied(`${name} is not for this user; the views to read are in database ${own}`);
  if (refused.has(name.toLowerCase()))
    throw denied(`Function ${name} is not for this user: it may reach beyond the tables`);
}

/**
 * Functions that reach beyond their arguments, computed as everything but the allowed ones. A name that the engine
 * does not know is an aggregate with a combinator, a lambda of the query, or a view of the current database.
 */
async function loadRefusedFunctions(session: EngineSession): Promise<ReadonlySet<string>> {
  const sql =
    "SELECT name, alias_to, categories, is_aggregate, 0 FROM system.functions UNION ALL SELECT name, '', '', 0, 1 FROM system.table_functions";
  const rows = text((await session.run(sql, "TSV")).output)
    .trim()
    .split("\n")
    .map((line) => line.split("\t"));
  const scalars = rows.filter((row) => row[4] === "0");
  const pure = new Set(PURE_FUNCTIONS);
  for (const [name = "", , categories = "", aggregate] of scalars) {
    if (aggregate === "1" || PURE_CATEGORIES.has(categories)) pure.add(name.toLowerCase());
  }
  const refused = new Set<string>();
  for (const [name = "", alias = ""] of scalars) {
    if (!pure.has(name.toLowerCase()) && !pure.has(alias.toLowerCase())) refused.add(name.toLowerCase());
  }
  for (const [name = "", , , , tableFunction] of rows) {
    if (tableFunction === "1" && !PURE_TABLE_FUNCTIONS.has(name.toLowerCase()))
      refused.add(name.toLowerCase());
  }
  return refused;
}

/** `x IN other.table` names a table like a column: no name may begin with a database that is not the reader's. */
async function checkNames(
  session: EngineSession,
  { names, own }: { names: Iterable<string>; own: string },
): Promise<void> {
  const qualified = [...names].filter((name) => name.includes("."));
  if (qualified.length === 0) return;
  const databases = await databaseNames(session);
  for (const name of qualified) {
    if (databases.has(name.slice(0, name.indexOf(".")))) checkTable(name, { own, current: own });
  }
}

async function checkNamesOnly(
  session: EngineSession,
  { tokens, own }: { tokens: readonly SqlToken[]; own: string },
): Promise<void> {
  // Escapes and blanks beyond ASCII are read otherwise by the engine than by this scan.
  const plain = tokens.every(({ kind, text: raw }) => kind === "string" || /^[!-[\]-~ ]+$/.test(raw));
  if (!plain) throw denied("Only plain names are allowed here");
  if (tokens.some((token) => token.text === "(")) throw denied("Expressions are not allowed here");
  const databases = await databaseNames(session);
  for (const { kind, text: raw } of tokens) {
    const name = kind === "quoted" ? raw.slice(1, -1) : raw;
    const known = name === own || name === "system" || INFORMATION_SCHEMA.test(name);
    if (kind !== "string" && databases.has(name) && !known)
      throw denied(`Database ${name} is not for this user; read ${own}`);
  }
}

async function databaseNames(session: EngineSession): Promise<ReadonlySet<string>> {
  const { output } = await session.run("SELECT name FROM system.databases", "TSVRaw");
  return new Set(
    text(output)
      .split("\n")
      .filter((name) => name !== ""),
  );
}

function isShow(kind: string, tokens: readonly SqlToken[]): boolean {
  return kind === "SHOW" && isKeyword(tokens[1], ...SHOWN, ...SHOWN_TOO);
}

function explainedSelect(sql: string, tokens: readonly SqlToken[]): string {
  const at = tokens.findIndex(
    (token, index) => index > 0 && (isKeyword(token, "SELECT", "WITH") || token.text === "("),
  );
  const select = tokens[at];
  const plain = tokens.slice(0, at).every(({ text: mark }) => /^[\w=]+$/.test(mark));
  if (select === undefined || !plain) throw refuse("READONLY", "Only a SELECT can be explained by this user");
  return sql.slice(select.start);
}

function describedSelect(sql: string, tokens: readonly SqlToken[]): string {
  const from = isKeyword(tokens[1], "TABLE") ? tokens[2] : tokens[1];
  if (from === undefined) throw refuse("SYNTAX_ERROR", "Nothing to describe");
  return `SELECT * FROM ${sql.slice(from.start)}`;
}

function denied(sentence: string): Error {
  return refuse("ACCESS_DENIED", sentence);
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
