/** Canonical statuses; `unknown` stands outside their order. */
export const STATUSES = ["on_track", "watch", "off_track", "unknown"] as const;
export type Status = (typeof STATUSES)[number];

const SEVERITY: Readonly<Record<Exclude<Status, "unknown">, number>> = {
  on_track: 0,
  watch: 1,
  off_track: 2,
};

/** Canonical order on_track < watch < off_track; unknown sorts last. */
export function compareStatus(left: Status, right: Status): number {
  return severity(left) - severity(right);
}

function severity(status: Status): number {
  return status === "unknown" ? Number.POSITIVE_INFINITY : SEVERITY[status];
}

/** One half-open interval [from, to) of what a rule compares; a missing side is open. */
export interface StatusBand {
  readonly from?: number;
  readonly to?: number;
  readonly status: Exclude<Status, "unknown">;
  readonly vendorLabel: string;
}

/** A status rule as data; its bands leave no hole and do not overlap. */
export interface StatusRule {
  readonly id: string;
  readonly version: string;
  /**
   * What the bands cut: `margin` is the distance on the good side of the target to date (KPI's unit),
   * `progress_ratio` progress over expected progress, `progress_gap` expected minus progress in points (0..1),
   * `score` a score from 0 to 10.
   */
  readonly compares: "margin" | "progress_ratio" | "progress_gap" | "score";
  readonly bands: readonly StatusBand[];
  readonly unknownLabel: string;
}

/** A status as it was shown, with the rule that gave it. */
export interface RuledStatus {
  readonly status: Status;
  readonly vendorLabel: string;
  readonly ruleId: string;
  readonly ruleVersion: string;
}

/** The status that a rule gives to a figure; without a figure it is unknown, never green. */
export function statusOf(rule: StatusRule, figure: number | null): RuledStatus {
  const ruled = { ruleId: rule.id, ruleVersion: rule.version };
  const band =
    figure === null || Number.isNaN(figure) ? undefined : rule.bands.find((one) => holds(one, figure));
  if (band === undefined) return { status: "unknown", vendorLabel: rule.unknownLabel, ...ruled };
  return { status: band.status, vendorLabel: band.vendorLabel, ...ruled };
}

function holds(band: StatusBand, figure: number): boolean {
  return figure >= (band.from ?? Number.NEGATIVE_INFINITY) && (band.to === undefined || figure < band.to);
}
