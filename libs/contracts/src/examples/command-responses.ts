import { LOG_RESPONSES } from "./log-responses.ts";
import { REBUILD_RESPONSES } from "./rebuild-responses.ts";
/** A report from outside that names a goal which the plan does not have. */
const OF_UNKNOWN_GOAL = {
  field: "data.goals.1",
  code: "unknown_goal",
  message:
    'there is no goal "otd-2027" in the plan; the event is kept and listed, and opens no review for it',
  fix: 'did you mean "otd-2026"? Report it as a further event',
  line: 1,
  column: 1,
};

const PLAN_EFFECTS = {
  notWorkedOut: [],
  totals: { statusChanges: 1, goals: 1, scorecards: 1, kpis: 1 },
  goals: [
    {
      goal: "otd-2026",
      title: "Deliver on time",
      kpi: "on-time-delivery",
      change: "changes",
      before: {
        period: "2026-09",
        actual: 0.941,
        target: 0.933,
        progress: 0.871,
        status: "on_track",
        ruleId: "red-green",
        ruleVersion: "1",
      },
      after: {
        period: "2026-09",
        actual: 0.941,
        target: 0.948,
        progress: 0.678,
        status: "off_track",
        ruleId: "red-green",
        ruleVersion: "1",
      },
      statusChanges: true,
      periodsWithOtherStatus: 3,
      periodsChanged: 9,
    },
  ],
  scorecards: [
    {
      scorecard: "company",
      change: "changes",
      before: { period: "2026-09", score: 7.4, coverage: 1 },
      after: { period: "2026-09", score: 6.1, coverage: 1 },
      periodsChanged: 9,
    },
  ],
  kpis: [
    {
      kpi: "order-intake",
      name: "Order intake",
      periodsBefore: 57,
      periodsAfter: 0,
      noLongerCount: 57,
      countDifferently: 0,
      newestBefore: { period: "2026-09", total: 4120 },
      newestAfter: null,
    },
  ],
  truncated: false,
  position: { "observations/0": 811, "observations/2": 118 },
  note: "Chances of reaching targets (assessments) and alerts are not computed for a plan that is not applied; they follow after it is.",
};

/** What the API answers about posted events and plans, and the operations; by method, path and status. */
export const COMMAND_RESPONSES: Readonly<Record<string, unknown>> = {
  "POST /v1/events 202": {
    accepted: 1,
    rejected: 0,
    results: [
      {
        id: "01JF3Q8Z7C4T",
        index: 0,
        line: 1,
        status: "accepted",
        warnings: [OF_UNKNOWN_GOAL],
      },
    ],
  },
  "POST /v1/events 207": {
    accepted: 1,
    rejected: 1,
    results: [
      {
        id: "01JF3Q8Z7C4T",
        index: 0,
        line: 1,
        status: "accepted",
        warnings: [OF_UNKNOWN_GOAL],
      },
      {
        id: "01JF3Q8Z7C4U",
        index: 1,
        line: 2,
        status: "rejected",
        problems: [
          {
            field: "data.kpi",
            code: "unknown_kpi",
            message: 'there is no KPI "on-time-delivry"',
            fix: 'did you mean "on-time-delivery"?',
            line: 2,
            column: 1,
          },
        ],
      },
    ],
  },
  "POST /v1/events 400": {
    type: "https://milepost.example/problems/malformed-line",
    title: "No JSON on line 2; of the other lines 1 were accepted and 0 rejected",
    status: 400,
    code: "malformed_line",
    accepted: 1,
    rejected: 1,
    results: [
      {
        id: "01JF3Q8Z7C4T",
        index: 0,
        line: 1,
        status: "accepted",
      },
      {
        id: null,
        index: 1,
        line: 2,
        status: "rejected",
        problems: [
          {
            field: "",
            code: "malformed_json",
            message: "line 2 is no JSON",
            fix: "send valid JSON; each NDJSON line is one complete event",
            line: 2,
            column: 1,
          },
        ],
      },
    ],
  },
  "POST /v1/events 422": {
    type: "https://milepost.example/problems/events-rejected",
    title: "The event was rejected",
    status: 422,
    code: "events_rejected",
    problems: [
      {
        field: "data.kpi",
        code: "unknown_kpi",
        message: 'there is no KPI "on-time-delivry"',
        fix: 'did you mean "on-time-delivery"?',
        line: 2,
        column: 1,
      },
    ],
    accepted: 0,
    rejected: 1,
    results: [
      {
        id: "01JF3Q8Z7C4U",
        index: 0,
        line: 1,
        status: "rejected",
        problems: [
          {
            field: "data.kpi",
            code: "unknown_kpi",
            message: 'there is no KPI "on-time-delivry"',
            fix: 'did you mean "on-time-delivery"?',
            line: 2,
            column: 1,
          },
        ],
      },
    ],
  },
  "POST /v1/plans 200": {
    dryRun: true,
    counts: {
      added: 1,
      changed: 1,
      archived: 0,
      unchanged: 12,
    },
    changes: [
      {
        kind: "kpi",
        id: "on-time-delivery",
        change: "added",
      },
      {
        kind: "goal",
        id: "otd-2026",
        change: "changed",
      },
    ],
    lints: [
      {
        severity: "warning",
        field: "goals.otd-2026.checkIns",
        code: "check_ins_disabled",
        message: 'people cannot check in on "otd-2026": what its figures do not show, nobody will say',
        fix: "remove checkIns: false, and give the goal a cadence such as monthly",
        line: 9,
        column: 12,
      },
    ],
    effects: PLAN_EFFECTS,
  },
  "POST /v1/plans 422": {
    type: "https://milepost.example/problems/invalid-input",
    title: "The plan has a problem; nothing was applied",
    status: 422,
    code: "invalid_input",
    problems: [
      {
        field: "goals.otd-2026.owner",
        code: "unknown_person",
        message: 'there is no person "plant-led"',
        fix: "did you mean plant-lead?",
        line: 9,
        column: 62,
      },
    ],
  },
  ...REBUILD_RESPONSES,
  ...LOG_RESPONSES,
  "POST /v1/dead-letters/{id}/replays 201": {
    deadLetter: "observations-2-118",
    resolution: "replayed",
    by: "kim",
    at: "2014-10-02T09:12:00.000Z",
    reason: "the export wrote n/a for a number",
    replacement: { topic: "observations", partition: 2, offset: 160 },
    outcome: "visible",
    replacementDeadLetter: null,
  },
  "POST /v1/dead-letters/{id}/discards 201": {
    deadLetter: "observations-2-119",
    resolution: "discarded",
    by: "kim",
    at: "2014-10-02T09:15:00.000Z",
    reason: "a test event of the supplier",
    replacement: null,
    outcome: null,
    replacementDeadLetter: null,
  },
  "GET /healthz 200": {
    status: "ok",
  },
  "GET /readyz 200": {
    status: "ready",
  },
  "GET /readyz 503": {
    status: "not ready",
    reason: "the SQL engine does not answer: connect ECONNREFUSED",
  },
};
