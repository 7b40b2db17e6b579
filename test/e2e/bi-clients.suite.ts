import { spawnSync } from "node:child_process";
import { createClient } from "@clickhouse/client";
import { describe, expect, it } from "vitest";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";

/** The tables that the public surface promises. */
const TABLES = [
  "alert_accuracy",
  "alerts",
  "assessments",
  "conflicts",
  "connector_runs",
  "dead_letters",
  "forecast_accuracy",
  "goal_progress",
  "goals",
  "goals_history",
  "kpi_freshness",
  "kpis",
  "kpis_history",
  "observations",
  "observations_as_of",
  "observations_history",
  "observations_recorded_as_of",
  "pipeline",
  "rebuilds",
  "restatements",
  "scorecard_items",
  "scorecard_items_history",
  "scorecards",
];

const python = process.env["MILEPOST_TEST_PYTHON"];
/** What a BI tool finds on the SQL endpoint of a demo that stands at September 2014. */
export function biClientsSuite(milepost: () => RunningMilepost): void {
  const select = <Row>(query: string): Promise<readonly Row[]> => rowsOf<Row>(milepost().sqlUrl, query);
  describe("a BI tool on the SQL endpoint of the demo", () => {
    it("finds every documented table, each column with a comment", async () => {
      const rows = await select<{ table: string; commented: number }>(
        "SELECT table, min(comment != '') AS commented FROM system.columns WHERE database = 'milepost' GROUP BY table ORDER BY table",
      );
      expect(rows.filter((row) => TABLES.includes(row.table)).map((row) => row.table)).toEqual(
        TABLES.filter((table) => !table.endsWith("as_of")),
      );
      expect(rows.filter((row) => !row.commented).map((row) => row.table)).toEqual([]);
    });

    it("reads September 2014 of a KPI, and nothing of October", async () => {
      const rows = await select<{ period_label: string; value: string | null }>(
        "SELECT period_label, toString(value) AS value FROM observations WHERE kpi = 'mnr-elevator-availability' AND kind = 'actual' ORDER BY period_start DESC LIMIT 1",
      );
      expect(rows).toEqual([{ period_label: "2014-09", value: "97.88" }]);
    });

    it("asks the as-of view what could be known in March 2012", async () => {
      const [row] = await select<{ last: string }>(
        "SELECT max(period_label) AS last FROM observations_as_of(at = '2012-04-01 04:00:00') WHERE kind = 'actual'",
      );
      expect(row).toEqual({ last: "2012-03" });
    });

    it.each([
      "INSERT INTO goals (goal) VALUES ('x')",
      "DROP TABLE milepost.observations",
      "SELECT file('/etc/passwd')",
      "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
      "SELECT * FROM milepost_base.observation_events",
      "SELECT sleepEachRow(1) FROM numbers(100) SETTINGS max_block_size = 1, max_execution_time = 1",
    ])("is refused, or ended, with a ClickHouse error code: %s", async (sql) => {
      await expect(select(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^\d+$/) as string });
    });

    it.skipIf(python === undefined)("Python's clickhouse-connect reads the same rows", () => {
      const script = [
        "import sys, clickhouse_connect",
        "client = clickhouse_connect.get_client(host='127.0.0.1', port=int(sys.argv[1]), database='milepost')",
        "rows = client.query(\"SELECT count() FROM observations WHERE kind = 'actual' AND period_label = '2014-09'\").result_rows",
        "unknown = client.query('SELECT count() FROM assessments WHERE p_hit IS NULL').result_rows",
        "print(rows[0][0], unknown[0][0] >= 0)",
      ].join("\n");
      const done = spawnSync(python ?? "", ["-c", script, new URL(milepost().sqlUrl).port], {
        encoding: "utf8",
      });
      expect(done.stderr).toBe("");
      expect(done.stdout.trim()).toBe("264 True");
    });
  });
}

async function rowsOf<Row>(url: string, query: string): Promise<readonly Row[]> {
  const client = createClient({ url, database: "milepost" });
  try {
    return await (await client.query({ query, format: "JSONEachRow" })).json<Row>();
  } finally {
    await client.close();
  }
}
