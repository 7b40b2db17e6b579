import { clockFinding, MilepostError } from "@milepost/runtime";
import type { Clock, Finding } from "@milepost/runtime";
import { z } from "zod";
import { SHADOW_ID_CHARACTERS, baseDatabase, shadowDatabase } from "./index.ts";
import type { Query, Store } from "./index.ts";
import { SCHEMA_VERSION } from "./migrate.ts";
import { schemaVersion } from "./schema-problem.ts";

/**
 * The oldest server that has all of it, and the engine that the tests run on. Every statement and question was also run
 * on the engine of 25.8, with the same answers.
 */
const OLDEST = [25, 8] as const;
const TESTED = "26.7";
/** With less than this a merge fails soon, and then an insert. */
export const LEAST_FREE_BYTES: number = 1024 ** 3;
const BYTES_PER_GB = 1e9;

/** What a process does with the tables. */
export type TableUse = "reads" | "owns";

export interface ClickHouseCheck {
  readonly clock: Clock;
  readonly use: TableUse;
  readonly leastFreeBytes?: number;
}

/** Checks version, rights, schema, clock and disk of a ClickHouse; changes nothing. Rejects when it cannot be asked. */
export async function checkClickHouse(store: Store, check: ClickHouseCheck): Promise<readonly Finding[]> {
  const version = await versionFinding(store);
  if (!version.ok) return [version];
  return [
    version,
    await rightsFinding(store, check.use),
    await schemaFinding(store),
    ...(await checkClickHouseState(store, check)),
  ];
}

/** What may change while everything runs: the clock and the free disk. */
export async function checkClickHouseState(
  store: Store,
  { clock, leastFreeBytes = LEAST_FREE_BYTES }: Omit<ClickHouseCheck, "use">,
): Promise<readonly Finding[]> {
  const asked = clock.now();
  const { now } = await one(store, {
    sql: "SELECT toUnixTimestamp64Milli(now64(3)) AS now",
    row: z.object({ now: z.number() }),
  });
  return [
    clockFinding("ClickHouse clock", { server: now, asked, answered: clock.now() }),
    ...(await diskFindings(store, leastFreeBytes)),
  ];
}

async function versionFinding(store: Store): Promise<Finding> {
  const { version } = await one(store, {
    sql: "SELECT version() AS version",
    row: z.object({ version: z.string() }),
  });
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const name = "ClickHouse version";
  const fits = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (fits) return { name, ok: true, message: version };
  const needed = OLDEST.join(".");
  return {
    name,
    ok: false,
    message: `${version} is too old`,
    fix: `have CLICKHOUSE_URL name ClickHouse ${needed} or newer (tested on ${TESTED})`,
  };
}

/** Stands for the id of a rebuild: each has a database of its own. */
const ANY_REBUILD = "0".repeat(SHADOW_ID_CHARACTERS);

const RIGHTS: Readonly<Record<TableUse, readonly string[]>> = {
  reads: ["SELECT"],
  owns: [
    "SELECT",
    "INSERT",
    "CREATE DATABASE",
    "CREATE TABLE",
    "CREATE VIEW",
    "DROP DATABASE",
    "DROP TABLE",
    "DROP VIEW",
    "ALTER",
    "TRUNCATE",
  ],
};

async function rightsFinding(store: Store, use: TableUse): Promise<Finding> {
  const { database } = store;
  const shadow = use === "owns" ? [shadowDatabase(database, ANY_REBUILD)] : [];
  const databases = [database, baseDatabase(database), ...shadow];
  const missing: string[] = [];
  for (const right of RIGHTS[use]) {
    for (const each of databases) {
      const sql = `CHECK GRANT ${right} ON ${each}.*`;
      const { result } = await one(store, { sql, row: z.object({ result: z.number() }) });
      if (result === 0) missing.push(`${right} ON ${each.replace(ANY_REBUILD, "*")}.*`);
    }
  }
  const name = "ClickHouse rights";
  if (missing.length === 0) return { name, ok: true, message: "this user may do what is needed" };
  const grants = missing.map((each) => `GRANT ${each} TO <user>`).join("; ");
  return {
    name,
    ok: false,
    message: `this user lacks ${missing.join(", ")}`,
    fix: `run ${grants}; or name another user in CLICKHOUSE_URL`,
  };
}

async function schemaFinding(store: Store): Promise<Finding> {
  const version = await schemaVersion(store);
  const name = `database ${store.database}`;
  if (version <= SCHEMA_VERSION) {
    return { name, ok: true, message: version === 0 ? "is made at the start" : `schema version ${version}` };
  }
  const message = `is of schema version ${version}, this Milepost knows ${SCHEMA_VERSION}`;
  return { name, ok: false, message, fix: "start the newer Milepost, or name another MILEPOST_DATABASE" };
}

const diskRow = z.object({ disk: z.string(), free: z.number() });

async function diskFindings(store: Store, leastFreeBytes: number): Promise<readonly Finding[]> {
  const sql = "SELECT name AS disk, toFloat64(free_space) AS free FROM system.disks WHERE NOT is_remote";
  const name = "ClickHouse disk";
  try {
    const disks = await store.query(asked({ sql, row: diskRow }));
    return disks.map(({ disk, free }) => {
      const left = `${(free / BYTES_PER_GB).toFixed(1)} GB free on ${disk}`;
      if (free >= leastFreeBytes) return { name, ok: true, message: left };
      const least = `at least ${(leastFreeBytes / BYTES_PER_GB).toFixed(1)} GB is needed`;
      return {
        name,
        ok: false,
        message: `${left}, ${least}`,
        fix: "make room on the machine of CLICKHOUSE_URL, or enlarge its disk",
        passing: true,
      };
    });
  } catch (error) {
    if (!(error instanceof MilepostError) || error.retryable) throw error;
    return [{ name, ok: true, message: "unknown: this user may not read system.disks" }];
  }
}

interface Asked<Row> {
  readonly sql: string;
  readonly row: z.ZodType<Row>;
}

function asked<Row>({ sql, row }: Asked<Row>): Query<Row> {
  // The deployment's own database may not exist yet.
  return { name: "check", sql, params: {}, settings: { database: "system" }, row };
}

async function one<Row>(store: Store, question: Asked<Row>): Promise<Row> {
  const [row] = await store.query(asked(question));
  if (row === undefined)
    throw new MilepostError("clickhouse_error", `ClickHouse gave no answer to ${question.sql}`);
  return row;
}
