import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

const alert = { alert: "otd-2026-2026-09", goal: "otd-2026" } as const;
const ASSESSMENT = "otd-2026@2026-09-30T22:00:00.000Z#2-91b7c0d2e4f6a8b1";
const WEIGHED = "otd-2026-2026-09-options-4c1d0e";
const TEST = "open-vacancies/on-time-delivery@9f0c2e4b6a8d1f35";
const external = ["competitor-launch-17"];
const suggestion = {
  ...alert,
  option: "lead-1-4c1d0e",
  kind: "lead",
  value: -6,
  dueOn: null,
  pHitBefore: 0.31,
  pHit: 0.66,
  line: "open-vacancies: 6 less than it would otherwise be, from 2026-10 on",
  lead: {
    kpi: "open-vacancies",
    level: 18,
    fromPeriod: "2026-10",
    fromDate: "2026-10-01",
    owner: "plant-lead",
  },
  evidence: { alert: "otd-2026-2026-09", assessment: ASSESSMENT, options: WEIGHED, external, test: TEST },
  by: "plant-lead",
} as const;

/** Examples of what can be done about an alert, and of decisions on it. */
export const OPTION_EXAMPLES: Examples<"optionsWeighed" | "suggestionAccepted" | "suggestionDeclined"> = {
  optionsWeighed: {
    ...exampleEnvelope(WEIGHED, "otd-2026"),
    type: "milepost.options.weighed.v1",
    data: {
      ...alert,
      step: 2,
      kpi: "on-time-delivery",
      assessment: ASSESSMENT,
      asOf: "2026-09-30T22:00:00.000Z",
      period: "2026-09",
      periodsLeft: 3,
      pHit: 0.31,
      target: 0.95,
      dueOn: "2026-12-31",
      clearAbove: 0.65,
      options: [
        { option: "pace-4c1d0e", kind: "pace", value: 0.971, reached: 2, of: 36, until: "2026-11" },
        {
          option: "date-2027-03-31-4c1d0e",
          kind: "date",
          dueOn: "2027-03-31",
          duePeriod: "2027-03",
          pHit: 0.67,
          change: 0.36,
          line: "goals.otd-2026.window: { from: 2026-01-01, to: 2027-03-31 }",
        },
        {
          option: "target-4c1d0e",
          kind: "target",
          value: 0.932,
          pHit: 0.66,
          change: 0.35,
          line: "goals.otd-2026.measure.to: 0.932",
        },
        {
          option: "child-1-4c1d0e",
          kind: "child",
          goal: "otd-2025",
          weight: 2,
          pHit: 0.2,
          gap: -0.04,
          share: 0.8,
          assessment: "otd-2025@2026-09-30T22:00:00.000Z#2-0b7c0d2e4f6a8b1c",
        },
      ],
      leads: [
        {
          option: "lead-1-4c1d0e",
          kind: "lead",
          lead: "open-vacancies",
          test: TEST,
          lag: 2,
          strength: -0.52,
          slope: -0.003,
          slopeError: 0.0008,
          level: 18,
          value: -6,
          fromPeriod: "2026-10",
          fromDate: "2026-10-01",
          pHit: 0.66,
          change: 0.35,
          pHitLow: 0.52,
          pHitHigh: 0.81,
        },
      ],
      supported: ["open-vacancies@2"],
      none: [{ kind: "date", reason: "none_helps", triedTo: "2027-12-31" }],
      external,
      model: "milepost",
      modelVersion: "2",
      inputsPosition: { "observations/0": 1204, "strategy/0": 31, "assessments/0": 880 },
    },
  },
  suggestionAccepted: {
    ...exampleEnvelope("accepted-01JF3Q8Z7C5E", "suggestion/otd-2026-2026-09"),
    type: "milepost.suggestion.accepted.v1",
    data: suggestion,
  },
  suggestionDeclined: {
    ...exampleEnvelope("declined-01JF3Q8Z7C5F", "suggestion/otd-2026-2026-09"),
    type: "milepost.suggestion.declined.v1",
    data: { ...suggestion, lead: { ...suggestion.lead, owner: undefined } },
  },
};
