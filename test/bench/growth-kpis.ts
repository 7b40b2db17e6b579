/** One KPI of the growing deployment, and how its values come about. */
export interface GrowthKpi {
  readonly id: string;
  readonly grain: "month" | "day";
  readonly behaviour: "flow" | "average" | "ratio" | "stock" | "running";
  /** Members of its one dimension; a single empty one: it has no dimension. */
  readonly members: readonly string[];
  /** The KPI whose year-to-date figure this one publishes, with planned values beside the actual ones. */
  readonly runningOf?: string;
  /** The size of its values. */
  readonly level: number;
}

/** KPIs of the growing deployment. */
export const KPIS = 10_000;
const SITES: readonly string[] = Array.from({ length: 8 }, (_, index) => `site-${index}`);
const TOTAL: readonly string[] = [""];
const MONTHLY = ["flow", "average", "ratio", "stock"] as const;
const DAILY = ["flow", "average", "stock"] as const;

/**
 * Of each hundred: 78 monthly figures, 5 monthly sums with their year-to-date figures, 5 monthly ratios of 8 sites
 * whose total is derived, 5 daily figures, 2 daily sums of 8 sites whose total is derived.
 */
export const GROWTH_KPIS: readonly GrowthKpi[] = Array.from({ length: KPIS }, (_, index) => kpiAt(index));

function kpiAt(index: number): GrowthKpi {
  const kind = index % 100;
  const common = { id: `kpi-${index}`, level: 100 + ((index * 7919) % 900) };
  if (kind < 78) {
    return { ...common, grain: "month", behaviour: MONTHLY[kind % MONTHLY.length] ?? "flow", members: TOTAL };
  }
  if (kind < 88) {
    const isRunning = kind % 2 === 1;
    const pair = { ...common, grain: "month", members: TOTAL, level: 100 + ((index >> 1) % 900) } as const;
    return isRunning
      ? { ...pair, behaviour: "running", runningOf: `kpi-${index - 1}` }
      : { ...pair, behaviour: "flow" };
  }
  if (kind < 93) return { ...common, grain: "month", behaviour: "ratio", members: SITES };
  if (kind < 98) {
    return { ...common, grain: "day", behaviour: DAILY[kind % DAILY.length] ?? "flow", members: TOTAL };
  }
  return { ...common, grain: "day", behaviour: "flow", members: SITES };
}

/** A value of a KPI's series in the period of a number: a level, a season and some noise, always the same. */
export function valueOf({ level, behaviour }: GrowthKpi, period: number, member: number): number {
  const noise = ((period * 104_729 + member * 7919 + level * 31) % 1000) / 1000;
  const share = 0.8 + 0.1 * Math.sin(period / 2) + 0.2 * noise;
  return behaviour === "ratio" ? share * 0.8 : level * share;
}
