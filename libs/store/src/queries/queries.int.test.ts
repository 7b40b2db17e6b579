import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Query } from "../index.ts";
import { alertedKpis } from "./alerted-kpis.ts";
import { alertOptions } from "./alert-options.ts";
import { alertSteps } from "./alert-steps.ts";
import { alerts } from "./alerts.ts";
import { assessedPeriods } from "./assessed-periods.ts";
import { assessments } from "./assessments.ts";
import { conflictCounts } from "./conflict-counts.ts";
import { conflicts } from "./conflicts.ts";
import { connectorRuns } from "./connector-runs.ts";
import { deadLetter, deadLetters } from "./dead-letters.ts";
import { canaries } from "./canaries.ts";
import { seriesLists } from "./series-lists.ts";
import { forecastAccuracy } from "./forecast-accuracy.ts";
import { goalClosings } from "./goal-closings.ts";
import { goalProgress } from "./goal-progress.ts";
import { kpiFreshness } from "./kpi-freshness.ts";
import { knownFigures } from "./known-figures.ts";
import { lastKnown } from "./last-known.ts";
import { newestAssessments } from "./newest-assessments.ts";
import { observationEvents } from "./observation-events.ts";
import { observationHistory } from "./observation-history.ts";
import { observationsOfId } from "./observations-of-id.ts";
import { openDeadLetters } from "./open-dead-letters.ts";
import { pipeline } from "./pipeline.ts";
import { optionStanding } from "./option-standing.ts";
import { suggestionDecisions } from "./suggestion-decisions.ts";
import { rebuilds } from "./rebuilds.ts";
import { restatements } from "./restatements.ts";
import { runsNamed } from "./runs-named.ts";
import { scorecardRows } from "./scorecard-rows.ts";
import { scoredAssessments } from "./scored-assessments.ts";
import { seenAssessments } from "./seen-assessments.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

const INSTANT = Date.parse("2026-09-30T22:00:00Z");
const position = { "observations/0": 3, "observations/1": 5, "assessments/0": 7 };

const questions: readonly Query<unknown>[] = [
  canaries(),
  canaries({ event: "canary-1" }),
  pipeline(),
  observationHistory({ kpi: "k" }),
  observationHistory({ kpi: "k", series: "plant=ulm", period: "2026-09" }),
  observationEvents({ kpis: ["it's"] }),
  observationEvents({ kpis: ["k"], series: "plant=ulm" }),
  runsNamed({ runs: ["r"] }),
  kpiFreshness(),
  conflictCounts({ at: 0 }),
  conflicts(),
  conflicts({ kpi: "k" }),
  restatements(),
  restatements({ kpi: "k" }),
  seriesLists({ kpis: ["it's"], asOf: INSTANT, position }),
  seriesLists({ kpis: ["k"], position: {}, from: "2026-01-01", versions: { k: [2] } }),
  knownFigures({ kpis: ["it's"], from: "2026-01-01" }),
  knownFigures({ kpis: ["k"], from: "2026-01-01", asOf: INSTANT, versions: { k: [2] } }),
  lastKnown({ kpis: ["it's"] }),
  alertedKpis(),
  assessedPeriods({ goals: ["it's"] }),
  newestAssessments({ goals: ["g"], after: INSTANT }),
  newestAssessments({ goals: ["it's"], after: INSTANT, to: INSTANT }),
  seenAssessments({ goals: ["g"], to: INSTANT }),
  connectorRuns(),
  connectorRuns({ connector: "erp", run: "r" }),
  assessments(),
  assessments({
    goals: ["g"],
    asOf: INSTANT,
    from: INSTANT,
    to: INSTANT,
    backtest: true,
    fans: false,
    position,
    privateGoals: true,
  }),
  goalClosings(),
  goalClosings({ goals: ["g"], position }),
  scoredAssessments(position, new Map()),
  scoredAssessments(position, new Map([["it's", "g"]])),
  alerts(),
  alerts({ alert: "a", goals: ["g"], owner: "ann", backtest: false }),
  alertSteps({ alert: "a" }),
  alertOptions({ alert: "a" }),
  optionStanding({ alert: "a" }),
  suggestionDecisions({ alert: "a" }),
  goalProgress(),
  goalProgress({ goals: ["g"], from: "2026-01-01", to: "2026-12-31" }),
  scorecardRows({ scorecard: "company" }),
  scorecardRows({ scorecard: "company", periodStart: "2026-09-01" }),
  forecastAccuracy(),
  deadLetters({ status: "open", topic: "observations", code: "no_json", limit: 10, payloadCharacters: 100 }),
  deadLetter({ topic: "observations", partition: 0, offset: 1 }),
  openDeadLetters({ at: 0 }),
  observationsOfId({ kpi: "k", series: "", source: "//s", id: "i" }),
  rebuilds(),
];

test("every question is understood by the endpoint, with no option and with all of them", async () => {
  for (const question of questions) {
    expect({ [question.name]: await database.store.query(question) }).toEqual({ [question.name]: [] });
  }
});
