/**
 * The KPI whose values Milepost itself sends through its whole pipeline. No plan can define it (ids of plans hold no
 * dot), so nobody else's event is taken for it.
 */
export const CANARY_KPI = "milepost.canary";

/** CloudEvents source of the canary's events. */
export const CANARY_SOURCE = "//milepost/canary";
