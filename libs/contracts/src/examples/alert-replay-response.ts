import { EXAMPLE_PLAN } from "./plan.ts";

const BEFORE = {
  alerts: 2,
  right: 1,
  wrong: 1,
  undecided: 0,
  missed: 3,
  caught: 1,
  precision: 0.5,
  recall: 0.333,
  medianLead: 4,
  repeated: 0,
  people: [
    { person: "nyct", month: "2013-05", alerts: 1, messages: 1, inDigest: 0 },
    { person: "nyct", month: "2013-08", alerts: 1, messages: 1, inDigest: 0 },
  ],
  owners: [{ owner: "nyct", alerts: 2, right: 1, wrong: 1, undecided: 0 }],
  sent: [
    {
      goal: "nyct-elevator-availability-subways-2013",
      owner: "nyct",
      period: "2013-08",
      endsOn: "2013-08-31",
      periodsLeft: 4,
      clearedPeriod: null,
      clearedLeft: null,
      outcome: "miss",
    },
    {
      goal: "nyct-bus-trips-2013",
      owner: "nyct",
      period: "2013-05",
      endsOn: "2013-05-31",
      periodsLeft: 7,
      clearedPeriod: "2013-09",
      clearedLeft: 3,
      outcome: "hit",
    },
  ],
};

const [FIRST] = BEFORE.sent;
const { committed, aspirational, kinds } = EXAMPLE_PLAN.alerting;
const ofSome = { committed, aspirational, kinds };

/** What a stricter setting would have told in 2013, beside the plan's own. */
export const ALERT_REPLAY_RESPONSE = {
  from: "2013-01-01",
  to: "2013-12-31",
  alerting: { raiseBelow: 0.3, periods: 2, clearAbove: 0.65, costOfInvestigation: 2_000, ...ofSome },
  replay: {
    ...BEFORE,
    alerts: 1,
    wrong: 0,
    precision: 1,
    people: [{ person: "nyct", month: "2013-08", alerts: 1, messages: 1, inDigest: 0 }],
    owners: [{ owner: "nyct", alerts: 1, right: 1, wrong: 0, undecided: 0 }],
    sent: [FIRST],
  },
  current: {
    alerting: { raiseBelow: 0.5, periods: 2, clearAbove: 0.65, costOfInvestigation: 2_000, ...ofSome },
    replay: BEFORE,
  },
};
