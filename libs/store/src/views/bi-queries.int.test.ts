import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore({ embedded: true });
});
afterAll(() => database.close());

interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly text: string;
}

/** Asks as a BI tool does: as the reader, without a password. */
async function ask(sql: string, query = "default_format=TSV&param_owner=ann"): Promise<Answer> {
  const answer = await fetch(`${database.url}/?database=milepost&${query}`, { method: "POST", body: sql });
  const { status, headers } = answer;
  return { status, code: headers.get("x-clickhouse-exception-code"), text: await answer.text() };
}

it.each([
  "observations: kpi, series, period_start, period_end, period_label, kind, value, numerator, denominator, unit, kpi_version, completeness, source, time, known_at, recorded_at, version, log_topic, log_partition, log_offset, run_id",
  "observations_history: kpi, value, version, log_offset, is_current",
  "goal_progress: goal, period_label, actual, target, expected_progress, progress, status, rule_id, rule_version, vendor_label",
  "scorecards: scorecard, perspective, level, period_label, score, weight, coverage",
  "assessments: goal, as_of, backtest, p_hit, expected_end, low_80, high_80, low_95, high_95, required_rate, crossing_date, model, model_version, inputs_position",
  "forecast_accuracy: goal_kind, periods_left, count, brier, base_rate, buckets, rule_brier",
  "alerts: alert, status, raised_as_of, acknowledged_at, review_date, cleared_as_of, closed_as_of, outcome, state, holder, escalation_level, escalated_to, reopened_at, snoozed_until",
  "check_ins: goal, said_by, confidence, period, time",
  "overrides: goal, said_by, says, until, withdrawal, withdrawn_by, withdrawn_at, time",
  "judgement_accuracy: scope, name, judgement, goals, words, brier_people, brier_model, base_rate",
  "alert_accuracy: scope, name, model, model_version, goals, alerted, misses, caught, precision, recall, median_lead",
  "alert_actions: scope, name, alerts, acted, share, retire",
  "alert_options: alert, goal, option, kind, is_current, due_on, value, p_hit, change, line, reason, assessment, p_hit_now, decision, decided_by",
  "suggestions: alert, goal, option, kind, decision, value, due_on, p_hit_before, p_hit, outcome, target",
  "pipeline: topic, partition, standing, complete_up_to, lag_records, behind_seconds, log_end, committed, derived_up_to, measured_at",
  "kpi_freshness: kpi, series, kind, last_period, recorded_at, expected_by, complete_up_to, age_seconds, freshness",
  "canaries: sent_at, event_id, source, kpi, recorded_at, log_partition, log_offset",
  "kpis: kpi, effective_from",
  "goals: goal, effective_from",
  "scorecard_items: goal, effective_from",
])("the promised columns are there: %s", async (promise) => {
  const [table, columns] = promise.split(": ");
  expect(await ask(`SELECT ${columns} FROM ${table} LIMIT 0`)).toMatchObject({ status: 200 });
});

it.each([
  "SELECT count() FROM observations;",
  "-- written by a tool\nSELECT count() FROM goals -- and commented\n;",
  "/* dashboard 7 */ SELECT count(*) FROM milepost.goals AS g /* end */",
  "SELECT g.goal, a.p_hit FROM goals AS g ANY LEFT JOIN (SELECT goal, argMax(p_hit, as_of) AS p_hit FROM assessments GROUP BY goal) AS a USING (goal) ORDER BY a.p_hit NULLS LAST",
  "SELECT p.goal, s.score FROM goal_progress p JOIN scorecards s ON s.goal = p.goal AND s.period_start = p.period_start",
  "SELECT o.kpi, p.value FROM observations o ASOF LEFT JOIN observations p ON p.kpi = o.kpi AND p.period_start <= o.period_start",
  "SELECT goal, p_hit - lagInFrame(p_hit) OVER (PARTITION BY goal ORDER BY as_of) AS change FROM assessments",
  "SELECT goal, row_number() OVER w AS newest FROM assessments WINDOW w AS (PARTITION BY goal ORDER BY as_of DESC) QUALIFY newest = 1",
  "WITH latest AS (SELECT goal, max(as_of) AS as_of FROM assessments GROUP BY goal) SELECT count() FROM latest",
  "WITH (SELECT max(as_of) FROM assessments) AS newest SELECT count() FROM assessments WHERE as_of = newest",
  "SELECT * FROM observations ORDER BY period_start DESC LIMIT 1 BY kpi LIMIT 10 OFFSET 1",
  "SELECT goal, f.period, f.median FROM assessments ARRAY JOIN fan AS f",
  "SELECT arrayJoin(buckets) AS bucket, bucket.hit_rate FROM forecast_accuracy",
  "SELECT b.from, b.to FROM forecast_accuracy ARRAY JOIN buckets AS b",
  "SELECT toStartOfQuarter(period_start) AS quarter, avg(value) FROM observations GROUP BY quarter WITH TOTALS ORDER BY quarter",
  "SELECT date_trunc('month', as_of) AS t, countIf(p_hit < 0.5) FROM assessments GROUP BY t ORDER BY t",
  "SELECT toStartOfInterval(as_of, INTERVAL 1 month) AS time, quantiles(0.1, 0.9)(p_hit) FROM assessments GROUP BY 1 ORDER BY 1",
  "SELECT formatDateTime(as_of, '%Y-%m'), dateDiff('day', as_of, now()), today() - INTERVAL 1 YEAR FROM assessments",
  "SELECT kpi, kind, sum(value) FROM observations GROUP BY GROUPING SETS ((kpi), (kind)) ORDER BY kpi",
  "SELECT kpi, sum(value) FROM observations GROUP BY ROLLUP(kpi)",
  'SELECT period_start AS "date", value AS "value", kind AS "table", run_id AS `from` FROM observations',
  "SELECT position, started_at, problems.message, empty FROM connector_runs CROSS JOIN (SELECT position FROM rebuilds) AS r",
  "SELECT topic, partition, offset FROM dead_letters",
  "SELECT CASE WHEN p_hit < 0.5 THEN 'at risk' ELSE 'fine' END AS risk, count(*) FROM assessments GROUP BY risk",
  "SELECT * EXCEPT (fan) REPLACE (round(p_hit, 2) AS p_hit) FROM assessments",
  "SELECT COLUMNS('^low_') FROM assessments",
  "SELECT kpi FROM kpis WHERE kpi NOT IN (SELECT kpi FROM goals) UNION ALL SELECT kpi FROM kpis UNION DISTINCT SELECT 'x'",
  "SELECT title FROM goals WHERE owner = {owner:String} AND title ILIKE '%ship%'",
  "SELECT value FROM observations WHERE kpi = 'a' ORDER BY period_start WITH FILL STEP INTERVAL 1 MONTH",
  "SELECT simpleLinearRegression(toUInt32(period_start), toFloat64(value)), topK(3)(kpi) FROM observations",
  "SELECT count() FROM observations_as_of(at = '2014-01-01 00:00:00') WHERE kind = 'actual'",
  "SELECT n.value, t.value FROM observations n LEFT JOIN observations_recorded_as_of(at = now64(3)) t USING (kpi, series, period_start, kind)",
  "SELECT o.kpi, o.value, p.complete_up_to, p.lag_records FROM observations AS o LEFT JOIN pipeline AS p ON p.topic = o.log_topic AND p.partition = o.log_partition",
  "SELECT min(complete_up_to), countIf(standing != 'caught_up') FROM pipeline WHERE topic = 'observations'",
  "DESCRIBE TABLE goals",
  "DESCRIBE (SELECT * FROM observations_as_of(at = '2014-01-01 00:00:00'))",
  "SHOW TABLES FROM milepost LIKE 'goal%'",
  "SHOW FULL COLUMNS FROM goals",
  "EXISTS VIEW milepost.goals",
  "EXPLAIN SELECT count() FROM goals",
])("a BI tool may ask: %s", async (sql) => {
  expect(await ask(sql)).toMatchObject({ status: 200 });
});

it.each([
  "JSON",
  "JSONCompact",
  "CSVWithNames",
  "TabSeparatedWithNamesAndTypes",
  "RowBinaryWithNamesAndTypes",
  "Native",
  "Parquet",
  "ArrowStream",
  "PrettyCompact",
])("every table can be read as %s", async (format) => {
  const answers = await Promise.all(
    ["assessments", "connector_runs", "observations"].map((table) =>
      ask(`SELECT * FROM ${table} FORMAT ${format}`),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});

it.each([
  ["INSERT INTO goals (goal) VALUES ('x')", "164"],
  ["ALTER TABLE goals DELETE WHERE 1", "164"],
  ["SELECT * FROM milepost_base.observation_events", "497"],
  ["SELECT * FROM goals INTO OUTFILE '/tmp/x'", "497"],
  ["SELECT * FROM merge('milepost', '.*')", "497"],
  ["SELECT nothing FROM goals", "47"],
  ["SELECT * FROM nothing", "60"],
  ["SELECT FROM WHERE", "62"],
])("is refused with ClickHouse's own code: %s → %s", async (sql, code) => {
  const answer = await ask(sql);
  expect(answer.code).toBe(code);
  expect(answer.text).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: `));
});
