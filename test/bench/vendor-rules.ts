import type { Pace } from "./pace.ts";

/** A published status rule: what it compares, and from where on it says "on track" and its middle status. */
interface VendorRule {
  readonly compares: "gap" | "ratio";
  readonly onTrack: number;
  /** Null where there is no middle status. */
  readonly middle: number | null;
}

/**
 * Published rules on progress against the progress that a straight line asks for, as their makers' pages state them: points
 * behind (`gap`, negative) or done ÷ asked (`ratio`). Viva Goals' rule is the linear pace itself.
 */
export const VENDOR_RULES: Readonly<Record<string, VendorRule>> = {
  engagedly: { compares: "gap", onTrack: -0.165, middle: -0.33 },
  upraise: { compares: "ratio", onTrack: 0.95, middle: 0.75 },
  cascade: { compares: "ratio", onTrack: 0.95, middle: 0.85 },
  mooncamp: { compares: "ratio", onTrack: 0.9, middle: 0.7 },
  planview: { compares: "ratio", onTrack: 0.9, middle: null },
  servicenow: { compares: "ratio", onTrack: 0.9, middle: 0.75 },
  okrs_tool: { compares: "ratio", onTrack: 1, middle: 0.6 },
};

/** The status of a rule: 2 on track, 1 its middle status, 0 its worst. */
export function vendorStatus(rule: VendorRule, { expected, progress }: Pace): number {
  const compared = rule.compares === "gap" ? progress - expected : progress / expected;
  if (compared >= rule.onTrack) return 2;
  return rule.middle !== null && compared >= rule.middle ? 1 : 0;
}
