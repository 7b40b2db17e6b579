import { z } from "zod";
import { grainSchema } from "../period.ts";
import { idSchema } from "../plan/kpi.ts";
import { positionSchema } from "./position.ts";
import { defineEvent } from "./define.ts";

/** What a test of a declared link from lead to lag may say. */
export const LEAD_VERDICTS = ["supported", "not_supported", "not_testable"] as const;
export type LeadVerdict = (typeof LEAD_VERDICTS)[number];

/** Why a declared link could not be tested yet. */
export const LEAD_REASONS = [
  "too_short",
  "too_many_unknown",
  "constant",
  "grains_differ",
  "running",
] as const;
export type LeadReason = (typeof LEAD_REASONS)[number];

const share = z.number().min(0).max(1);

export const leadTestedData = z.looseObject({
  /** The KPI that is said to lead, and the one that is said to follow. */
  lead: idSchema,
  follower: idSchema,
  verdict: z.enum(LEAD_VERDICTS),
  /** Why it could not be tested; null: it was. */
  reason: z.enum(LEAD_REASONS).nullable(),
  /** What the plan supposes: what more of the lead does, and in how many periods at most. */
  effect: z.enum(["increase", "decrease", "either"]),
  within: z.int().positive(),
  grain: grainSchema,
  /** Since when everything that it rests on could be known. */
  asOf: z.iso.datetime({ offset: true }),
  /** The last period in which both KPIs are known; null: there is none. */
  period: z.string().nullable(),
  /** Periods from the first to the last in which both are known, and how many a test needs. */
  periods: z.int().nonnegative(),
  periodsNeeded: z.int().positive(),
  /** Periods by which the lead is ahead; like all that follows null where it could not be tested. */
  lag: z.int().positive().nullable(),
  /** Correlation of what the lead's own past does not explain. */
  strength: z.number().min(-1).max(1).nullable(),
  /** How often shuffled values look as good or better, … */
  pValue: share.nullable(),
  /** … and the share of false ones among the links that look as good as this one or better. */
  qValue: share.nullable(),
  /** Share of the typical error that knowing the lead takes off forecasts; below 0: it adds to it. */
  gain: z.number().max(1).nullable(),
  /** Links that were tested together with this one. */
  testedTogether: z.int().nonnegative(),
  testVersion: z.string(),
  inputsPosition: positionSchema,
});
export type LeadTestedData = z.infer<typeof leadTestedData>;

/** A declared link from a leading to a lagging KPI was held against the values. */
export const leadTested = defineEvent("milepost.lead.tested.v1", "assessments", leadTestedData);
