import type {
  AlertReading,
  Assessment,
  GoalReading,
  KpiFacts,
  KpiReading,
  Moment,
  ScoredAssessment,
  TrackRecord,
} from "../reading/readings.ts";

/** September 2014 in New York, the newest month. */
export const SEPTEMBER: Moment = {
  period: "2014-09",
  previous: "2014-08",
  instant: Date.parse("2014-10-01T04:00:00Z"),
  overBy: Date.parse("2014-10-01T04:00:00Z"),
  latest: true,
  timeZone: "America/New_York",
};

/** A KPI in percent, where more is better. */
export function kpiFactsOf(fields: Partial<KpiFacts> = {}): KpiFacts {
  const { style = { unit: "percent", decimals: 1 }, direction = "increase" } = fields;
  return {
    id: "mnr-elevator-availability",
    name: "Elevator Availability",
    description: null,
    style,
    direction,
    agency: { id: "mnr", name: "Metro-North Railroad" },
    category: "Service Indicators",
    bounds: { lower: 0, upper: 100 },
    cumulative: false,
    running: false,
    restarts: false,
    judged: { direction, tolerance: 0, style, ofPeriods: false, published: false },
    grain: "month",
    ...fields,
  };
}

/** An assessment of September with a chance of 40 %. */
export function assessmentOf(fields: Partial<Assessment> = {}): Assessment {
  return {
    period: "2014-09",
    backtest: false,
    pHit: 0.4,
    target: 98,
    expectedEnd: 97.9,
    low80: 97.6,
    high80: 98.2,
    low95: 97.2,
    high95: 98.6,
    requiredRate: 99.2,
    requiredRateReached: 16,
    requiredRateOf: 36,
    lastActionPeriod: "2014-12",
    crossingPeriod: null,
    fan: [
      { period: "2014-10", low95: 96, low80: 97, median: 98.5, high80: 99.5, high95: 100 },
      { period: "2014-11", low95: 95, low80: 96.5, median: 98.6, high80: 99.6, high95: 100 },
      { period: "2014-12", low95: 94, low80: 96, median: 98.7, high80: 99.7, high95: 100 },
    ],
    rule: { id: "red-green", version: "1", status: "off_track", hitRate: 0.04 },
    model: "theta",
    modelVersion: "1",
    outcomes: 492,
    ...fields,
  };
}

/** Elevator Availability's goal of 2014 in September: 97.6 % against 98 %. */
export function goalReadingOf(fields: Partial<GoalReading> = {}): GoalReading {
  const kpi = fields.kpi ?? kpiFactsOf();
  const assessment = fields.assessment === undefined ? assessmentOf() : fields.assessment;
  return {
    goal: `${kpi.id}-2014`,
    apart: null,
    title: `${kpi.name}: reach the 2014 target`,
    owner: { id: "mnr-performance", name: "Metro-North performance", email: "mnr.performance@example.org" },
    kpi,
    from: "2014-01-01",
    to: "2014-12-31",
    due: "2014-12",
    months: [
      { period: "2014-07", actual: 100, target: 98 },
      { period: "2014-08", actual: 99.7, target: 98 },
      { period: "2014-09", actual: 97.9, target: 98 },
    ],
    fan: assessment?.fan ?? [],
    toDate: { actual: 97.6, target: 98 },
    lacksParts: false,
    status: "off_track",
    noneOver: false,
    checkIns: [],
    override: null,
    checkInDue: null,
    noCheckIns: false,
    lastPeriod: "2014-09",
    assessment,
    before: assessmentOf({ period: "2014-08", pHit: 0.995 }),
    closing: null,
    period: "2014-09",
    ...fields,
  };
}

/** The page of Elevator Availability in September 2014. */
export function kpiReadingOf(fields: Partial<KpiReading> = {}): KpiReading {
  const goal = fields.goal === undefined ? goalReadingOf() : fields.goal;
  return {
    kpi: goal?.kpi ?? kpiFactsOf(),
    companion: "mnr-elevator-availability-ytd",
    owner: goal?.owner ?? null,
    lastPeriod: "2014-09",
    goal,
    others: [],
    notOpen: null,
    months: goal?.months ?? [],
    toDate: [{ period: "2014-09", actual: 97.6, target: 98 }],
    seen: [
      { period: "2014-08", chance: 0.995, backtest: true },
      { period: "2014-09", chance: 0.4, backtest: false },
    ],
    raiseBelow: 0.5,
    alerts: [],
    restatements: [],
    lineage: [],
    ...fields,
  };
}

/** An alert raised in August 2014 that nobody has taken on. */
export function alertReadingOf(fields: Partial<AlertReading> = {}): AlertReading {
  return {
    alert: "elevators-2014-08",
    goal: "mnr-elevator-availability-2014",
    apart: null,
    kpi: { id: "mnr-elevator-availability", name: "Elevator Availability", agency: "Metro-North Railroad" },
    owner: { id: "mnr-performance", name: "Metro-North performance", email: "mnr.performance@example.org" },
    period: "2014-08",
    backtest: false,
    chance: 0.3,
    chanceBefore: 0.7,
    chanceNow: 0.4,
    reach: null,
    headline: "Elevator Availability: the chance fell from 70 % to 30 %",
    message: "Elevator Availability: the chance fell from 70 % to 30 %.\nIt was below 50 % twice.",
    evidence: "/kpis/mnr-elevator-availability?asOf=2014-08",
    lastActionPeriod: "2014-12",
    clearedPeriod: null,
    outcome: null,
    state: (fields.acknowledgement ?? null) === null ? "open" : "acknowledged",
    acknowledgement: null,
    review: null,
    snooze: null,
    digest: null,
    ...fields,
  };
}

/** A September assessment of theta 1 whose goal was missed. */
export function scoredOf(fields: Partial<ScoredAssessment> = {}): ScoredAssessment {
  return {
    goal: "a-2013",
    kpi: { id: "a", name: "A" },
    agency: "Agency",
    period: "2013-09",
    periodsLeft: 3,
    chance: 0.2,
    ruleStatus: "off_track",
    ruleHitRate: 0.1,
    pace: "behind",
    within80: true,
    within95: true,
    hit: false,
    backtest: true,
    model: { name: "theta", version: "1" },
    ...fields,
  };
}

/** A track record of theta 1. */
export function trackRecordOf(fields: Partial<TrackRecord> = {}): TrackRecord {
  return {
    scored: [],
    ended: [],
    undecided: 0,
    inUse: {
      model: { name: "theta", version: "1" },
      statusRule: { name: "red-green", version: "1" },
      alertRule: { name: "chance-below-threshold", version: "1" },
    },
    ...fields,
  };
}
