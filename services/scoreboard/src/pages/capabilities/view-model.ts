import type { Capability, Measured, MeasureName, Output, Source } from "../../accuracy/capabilities.ts";
import { NO_MODEL_DOES, SOURCES } from "../../accuracy/capabilities.ts";
import { ENOUGH_OUTCOMES } from "@milepost/scoring";
import type { TrackRecord, Versioned } from "../../reading/readings.ts";
import { counted, numberText } from "../../words/numbers.ts";
import { scoreText, shareText, TOO_FEW } from "../../words/scores.ts";

export interface CapabilitiesView {
  readonly headline: string;
  readonly lead: string;
  readonly groups: readonly CapabilityGroup[];
  readonly nothing: readonly string[];
}

/** Outputs that come from the same kind of source. */
export interface CapabilityGroup {
  readonly name: string;
  readonly meaning: string;
  readonly rows: readonly CapabilityRow[];
}

export interface CapabilityRow {
  readonly name: string;
  readonly meaning: string;
  /** Model and rule with their versions. */
  readonly by: string;
  /** How good it was in this deployment, a line each. */
  readonly measured: readonly string[];
}

/** What comes from where, in words. */
export function capabilitiesView(
  capabilities: readonly Capability[],
  { inUse: { model }, undecided }: Pick<TrackRecord, "inUse" | "undecided">,
): CapabilitiesView {
  return {
    headline:
      model === null
        ? "No model has said anything here yet."
        : `Forecasts come from one model: ${named(model)}. All else is arithmetic and rules.`,
    lead: `How good each output was is measured on this deployment's own goals, once they have ended; below ${ENOUGH_OUTCOMES} outcomes it is ${TOO_FEW}. A Brier score is the mean squared error of a chance: 0 is always right, and always saying 50\u00a0% gives 0.250.`,
    groups: SOURCES.map((source) => ({
      ...GROUPS[source],
      rows: capabilities.filter((one) => one.source === source).map((one) => rowOf(one, undecided)),
    })),
    nothing: NO_MODEL_DOES,
  };
}

const GROUPS: Readonly<Record<Source, Pick<CapabilityGroup, "name" | "meaning">>> = {
  model: { name: "From a model", meaning: "estimates; the model learns from how earlier goals ended" },
  rule: { name: "From a rule over a model", meaning: "a fixed rule looks at the model's chances" },
  arithmetic: {
    name: "From arithmetic",
    meaning: "the same figures always give the same result; no model takes part",
  },
};

function rowOf({ output, model, rule, source, measured }: Capability, undecided: number): CapabilityRow {
  const { name, meaning, unmeasured } = WORDS[output];
  return {
    name,
    meaning,
    by: byWords(source, model, rule),
    measured:
      measured.length === 0
        ? [unmeasured ?? "nothing to measure: a fact"]
        : output === "alert" && undecided > 0
          ? alertMeasured(measured, undecided)
          : measured.map(measuredText),
  };
}

/** Goals whose alerts are not decided yet are in no figure. */
function alertMeasured(measured: readonly Measured[], undecided: number): readonly string[] {
  const known = measured.some(({ outcomes }) => outcomes > 0) ? measured.map(measuredText) : [];
  return [...known, `not decided yet: ${counted(undecided, "goal")} that ended`];
}

function byWords(source: Source, model: Versioned | null, rule: Versioned | null): string {
  if (source === "model") return model === null ? "no model yet" : named(model);
  if (source === "rule")
    return `${rule === null ? "no rule named yet" : `rule ${named(rule)}`}, over ${model === null ? "no model yet" : named(model)}`;
  return rule === null ? "arithmetic" : `rule ${named(rule)}`;
}

function named({ name, version }: Versioned): string {
  return `${name}, version ${version}`;
}

/** `Brier score 0.143 of 492 goals`. */
function measuredText({ measure, value, outcomes }: Measured): string {
  const { words, text, of } = MEASURED[measure];
  const count = counted(outcomes, of, of === "miss" ? "misses" : `${of}s`);
  return value === null ? `${words}: ${TOO_FEW} (${count})` : `${words} ${text(value)} (${count})`;
}

const MEASURED: Readonly<
  Record<
    MeasureName,
    { readonly words: string; readonly text: (value: number) => string; readonly of: string }
  >
> = {
  brier: { words: "Brier score", text: scoreText, of: "goal" },
  base_rate_brier: { words: "always the base rate", text: scoreText, of: "goal" },
  covered_80: { words: "end within the 80\u00a0% interval", text: shareText, of: "goal" },
  covered_95: { words: "end within the 95\u00a0% interval", text: shareText, of: "goal" },
  precision: { words: "alerted goals that missed", text: shareText, of: "goal" },
  recall: { words: "misses alerted before", text: shareText, of: "miss" },
  median_lead: {
    words: "median lead in periods",
    text: (value) => numberText(value, Number.isInteger(value) ? 0 : 1),
    of: "miss",
  },
};

const WORDS: Readonly<
  Record<Output, { readonly name: string; readonly meaning: string; readonly unmeasured?: string }>
> = {
  p_hit: { name: "Chance of reaching the target", meaning: "simulated to the due period, then calibrated" },
  expected_end: { name: "Expected end", meaning: "with its 80 % and 95 % intervals" },
  fan: {
    name: "Fan of the coming periods",
    meaning: "the intervals on the way to the due period",
    unmeasured: "measured only where it ends: the expected end",
  },
  crossing: {
    name: "Crossing",
    meaning: "the period in which the middle path crosses the target",
    unmeasured: "not measured by itself",
  },
  p_reach: {
    name: "Chance of coming far enough",
    meaning: "the same for the share of the way by which an aspirational goal is alerted",
    unmeasured: "measured by the alerts that rest on it",
  },
  option_chance: {
    name: "Chances of what could be done",
    meaning: "the same with another target, due date or pace",
    unmeasured: "not measured by itself: few options are taken",
  },
  lead_test: {
    name: "Verdicts on leads",
    meaning: "whether a lead's changes came before its follower's, by a test on recorded figures",
    unmeasured: "not measured by itself",
  },
  lead_chance: {
    name: "Chances with a lead that moves",
    meaning: "the chance of the goal where a supported lead is moved as proposed",
    unmeasured: "not measured by itself",
  },
  cause: {
    name: "Likely causes",
    meaning: "the segments and supported leads that the gap of an alert lies in",
    unmeasured: "not measured by itself",
  },
  status: { name: "Red and green", meaning: "actual against target to date, read as 0 or 1" },
  status_as_chance: {
    name: "Red and green as a chance",
    meaning: "share of earlier goals of that colour, at that time, that were reached",
  },
  linear_pace: {
    name: "Linear pace",
    meaning: "actual against a straight line from start to target, read as 0 or 1",
  },
  required_rate: { name: "Required rate", meaning: "what each remaining period must bring" },
  last_action: {
    name: "Last period in which action can matter",
    meaning: "the best earlier periods, held to the end",
    unmeasured: "not measured by itself",
  },
  score: { name: "Scorecard scores", meaning: "weighted from the goals below" },
  alert: {
    name: "Alerts",
    meaning:
      "the chance stayed below the plan's threshold; each goal counts by its first alert, whichever version raised it",
  },
};
