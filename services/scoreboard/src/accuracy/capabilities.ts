import type { TrackRecord, Versioned } from "../reading/readings.ts";
import { howEarly } from "./how-early.ts";
import { judgedOf } from "./judged.ts";
import { coverageOf, isEnough, scoresOf } from "./scores.ts";
import type { Coverage, Scores, Way, WayName } from "./scores.ts";

/** What an output comes from: a model, a rule over what a model says, or arithmetic on recorded figures. */
export const SOURCES = ["model", "rule", "arithmetic"] as const;
export type Source = (typeof SOURCES)[number];

/** How good an output was: Brier scores (0 best), shares (0 to 1), or periods. */
export const MEASURES = [
  "brier",
  "base_rate_brier",
  "covered_80",
  "covered_95",
  "precision",
  "recall",
  "median_lead",
] as const;
export type MeasureName = (typeof MEASURES)[number];

/** What Milepost says of a goal or a scorecard. */
export const OUTPUTS = [
  "p_hit",
  "expected_end",
  "fan",
  "crossing",
  "p_reach",
  "option_chance",
  "lead_test",
  "lead_chance",
  "cause",
  "status",
  "status_as_chance",
  "linear_pace",
  "required_rate",
  "last_action",
  "score",
  "alert",
] as const;
export type Output = (typeof OUTPUTS)[number];

/** A figure of accuracy in this deployment. */
export interface Measured {
  readonly measure: MeasureName;
  /** Null: too few outcomes to say. */
  readonly value: number | null;
  /** Goals that it rests on. */
  readonly outcomes: number;
}

/** One output, what it comes from, and how good it was. */
export interface Capability {
  readonly output: Output;
  readonly source: Source;
  /** The model it comes from, or whose chances a rule looks at; null: from none, or it has not spoken yet. */
  readonly model: Versioned | null;
  /** The rule that decides it; null: none, or it has not decided anything yet. */
  readonly rule: Versioned | null;
  /** Empty: it is a fact, or nobody measures it by itself. */
  readonly measured: readonly Measured[];
}

/** Every output, what it comes from, and its accuracy in this deployment by the outcomes known at a moment. */
export function capabilitiesOf(record: TrackRecord): readonly Capability[] {
  const { model, statusRule, alertRule } = record.inUse;
  const { scored } = judgedOf(record);
  const scores = scoresOf(scored);
  const way = (name: WayName): Measured => brier(scores?.ways[name] ?? null);
  const fromModel = (output: Output, measured: readonly Measured[]): Capability => ({
    output,
    source: "model",
    model,
    rule: null,
    measured,
  });
  const computed = (
    output: Output,
    measured: readonly Measured[],
    rule: Versioned | null = null,
  ): Capability => ({
    output,
    source: "arithmetic",
    model: null,
    rule,
    measured,
  });
  return [
    fromModel("p_hit", chanceMeasured(scores)),
    fromModel("expected_end", coverageMeasured(coverageOf(scored))),
    fromModel("fan", []),
    fromModel("crossing", []),
    fromModel("p_reach", []),
    fromModel("option_chance", []),
    computed("lead_test", []),
    fromModel("lead_chance", []),
    computed("cause", []),
    computed("status", [way("hard")], statusRule),
    computed("status_as_chance", [way("calibrated")], statusRule),
    computed("linear_pace", [way("pace")]),
    computed("required_rate", []),
    computed("last_action", []),
    computed("score", []),
    { output: "alert", source: "rule", model, rule: alertRule, measured: alertMeasured(record) },
  ];
}

function chanceMeasured(scores: Scores | null): readonly Measured[] {
  const { goals = 0 } = scores ?? {};
  return [
    measured("brier", goals, scores?.chance),
    measured("base_rate_brier", goals, scores?.ways.baseRate?.brier),
  ];
}

function coverageMeasured(coverage: Coverage | null): readonly Measured[] {
  const { goals = 0 } = coverage ?? {};
  return [
    measured("covered_80", goals, coverage?.within80),
    measured("covered_95", goals, coverage?.within95),
  ];
}

function alertMeasured({ ended }: TrackRecord): readonly Measured[] {
  const { precision, recall, lead } = howEarly(ended);
  return [
    measured("precision", precision?.goals ?? 0, precision?.share),
    measured("recall", recall?.goals ?? 0, recall?.share),
    // Without one grain it has no unit.
    measured("median_lead", lead?.goals ?? 0, lead?.grain === null ? undefined : lead?.median),
  ];
}

function brier(way: Way | null): Measured {
  return measured("brier", way?.goals ?? 0, way?.brier);
}

function measured(measure: MeasureName, outcomes: number, value: number | undefined): Measured {
  return { measure, value: isEnough({ goals: outcomes }) ? (value ?? null) : null, outcomes };
}

/** What no model does here, whatever it could do. */
export const NO_MODEL_DOES: readonly string[] = [
  "No text is generated: every sentence is put together from fixed words and recorded figures.",
  "Nothing is decided: no forecast changes a target, a value, a status or a goal, and an alert only asks a person to look.",
  "No person is graded: chances are of goals.",
  "No figure leaves this deployment for a model: forecasts are computed inside it, from its own history alone.",
];
