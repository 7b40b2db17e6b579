type Figures = Readonly<Record<string, number>>;

/** What must be answered within 50 ms: scorecards, a KPI's page, both as of an earlier month, and explanations. */
const HELD_TO_50_MS = [
  "scorecard",
  "scorecard_page",
  "scorecard_as_of",
  "scorecard_page_as_of",
  "kpi_page",
  "kpi_page_as_of",
  "observations",
  "observations_as_of",
  "explanation",
] as const;
/** Everything resident of Milepost's process, and what is its own of it and of the engine's: not pages of mapped files. */
const MEMORY = ["main_rss", "main_own", "engine_own"] as const;

/** All figures by name and size, and what they come to: the slowest question, and cost a row and memory against each smaller size. */
export function growthFigures(bySize: ReadonlyMap<number, Figures>): Record<string, number> {
  const all: Record<string, number> = {};
  for (const [size, figures] of bySize) {
    const slowest = HELD_TO_50_MS.map((name) => figures[`${name}_p95_ms`] ?? Number.NaN);
    all[`slowest_p95_ms_at_${short(size)}`] = Math.max(...slowest);
    for (const [smaller, before] of bySize) {
      if (smaller >= size) continue;
      const step = `${short(smaller)}_to_${short(size)}`;
      all[`cpu_a_row_${step}`] = ratio(cpu(figures), cpu(before));
      for (const name of MEMORY) all[`${name}_${step}`] = ratio(figures[`${name}_mb`], before[`${name}_mb`]);
    }
  }
  for (const [size, figures] of bySize) {
    for (const [name, value] of Object.entries(figures)) all[`${name}_at_${short(size)}`] = value;
  }
  return all;
}

function cpu(figures: Figures): number {
  return (figures["main_cpu_us_a_row"] ?? Number.NaN) + (figures["engine_cpu_us_a_row"] ?? Number.NaN);
}

function ratio(value = Number.NaN, base = Number.NaN): number {
  return Math.round((value / base) * 100) / 100;
}

function short(size: number): string {
  return size >= 1_000_000 ? `${size / 1_000_000}m` : `${size / 1_000}k`;
}
