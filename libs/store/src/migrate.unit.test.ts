import { expect, test } from "vitest";
import { migrationStatements } from "./migrate.ts";
import { BASE_TABLES, REBUILT_TABLES } from "./schema/base-tables.ts";
import { createBaseTable, createDatabaseStatement } from "./schema/table-ddl.ts";
import { VIEWS } from "./views/views.ts";

const alone = migrationStatements("acme");
const clustered = migrationStatements("acme", { cluster: "main" });

function creating(statements: readonly string[], name: string): string {
  const found = statements.find((sql) => sql.startsWith(`CREATE TABLE IF NOT EXISTS ${name} `));
  if (found === undefined) throw new Error(`nothing creates ${name}`);
  return found;
}

test("in a cluster every statement is for all servers, and none is on one server", () => {
  for (const sql of clustered) expect(sql).toMatch(/^(CREATE|ALTER|DROP)[^(]* ON CLUSTER 'main'/);
  for (const sql of alone) expect(sql).not.toMatch(/ON CLUSTER|Replicated|Distributed|_local/);
});

test("a database that is made ahead of its tables is the one that they are made in", () => {
  expect(alone).toContain(createDatabaseStatement("acme", undefined));
  expect(clustered).toContain(createDatabaseStatement("acme", "main"));
});

test("in a cluster every table is a replicated part on each server and one table over all of them, with the same columns", () => {
  for (const { name, columns } of BASE_TABLES) {
    const part = creating(clustered, `acme_base.${name}_local`);
    const whole = creating(clustered, `acme_base.${name}`);
    expect(part).toContain(
      ") ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}'",
    );
    expect(whole).toContain(`) ENGINE = Distributed('main', 'acme_base', '${name}_local', sipHash64(`);
    for (const column of Object.keys(columns)) {
      for (const sql of [part, whole, creating(alone, `acme_base.${name}`)])
        expect(sql).toContain(`  ${column} `);
    }
  }
});

test("rows that replace each other stand on one shard: it follows from what the table is ordered by, or from their owner", () => {
  const shardOf = (name: string): string | undefined =>
    /sipHash64\((\w+)\)\)$/.exec(creating(clustered, `acme_base.${name}`))?.[1];
  const shards = Object.fromEntries(REBUILT_TABLES.map(({ name }) => [name, shardOf(name)]));
  expect(shards).toEqual({
    observation_events: "kpi",
    calendar_definitions: "calendar",
    kpi_definitions: "kpi",
    goal_definitions: "goal",
    scorecard_definitions: "scorecard",
    assessment_events: "goal",
    goal_closings: "goal",
    forecaster_lesson_events: "grain",
    alert_events: "goal",
    run_events: "connector",
    record_versions: "key",
    fold_events: "kpi",
    dead_letter_events: "topic",
    dead_letter_steps: "topic",
    canary_rows: "minute",
    delivery_events: "goal",
    judgement_events: "goal",
    lead_test_events: "follower",
    option_events: "goal",
    suggestion_events: "goal",
    external_report_events: "report",
    review_events: "goal",
    staleness_events: "goal",
    goal_progress_rows: "goal",
    scorecard_rows: "scorecard",
    forecast_accuracy_rows: "goal_kind",
  });
});

test("the whole of a table is written out as it is", () => {
  const closings = BASE_TABLES.find(({ name }) => name === "goal_closings");
  if (closings === undefined) throw new Error("there is no such table");
  const columns =
    "  goal String,\n  as_of DateTime64(3, 'UTC'),\n  outcome LowCardinality(String),\n  actual Nullable(Float64),\n  target Nullable(Float64),\n  inputs_position String,\n  recorded_at DateTime64(3, 'UTC'),\n  log_topic LowCardinality(String),\n  log_partition UInt32,\n  log_offset UInt64,\n  build UInt32";
  expect(createBaseTable(closings, { database: "acme_shadow_1", build: 7, cluster: "main" })).toEqual([
    `CREATE TABLE IF NOT EXISTS acme_shadow_1.goal_closings_local ON CLUSTER 'main' (\n${columns},\n  CONSTRAINT build CHECK build = 7\n) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')\nORDER BY (goal, log_partition, log_offset)\nSETTINGS index_granularity = 256, min_bytes_for_wide_part = 1099511627776, min_rows_for_wide_part = 1099511627776`,
    `CREATE TABLE IF NOT EXISTS acme_shadow_1.goal_closings ON CLUSTER 'main' (\n${columns}\n) ENGINE = Distributed('main', 'acme_shadow_1', 'goal_closings_local', sipHash64(goal))`,
  ]);
});

test("views read the same tables in the same words, in a cluster or not", () => {
  const views = (statements: readonly string[]): readonly string[] =>
    statements.filter((sql) => sql.startsWith("CREATE OR REPLACE VIEW"));
  expect(views(clustered).map((sql) => sql.replace(" ON CLUSTER 'main'", ""))).toEqual(views(alone));
  expect(views(alone)).toHaveLength(VIEWS.length);
});
