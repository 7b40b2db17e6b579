import { basename } from "node:path";
import { parseArgs } from "node:util";
import { CHANCE_WEIGHTS } from "@milepost/forecast";
import { readCompetitionSeries, SERIES_FORM } from "./competition-series.ts";
import { leadAt } from "./lead-alerts.ts";
import type { FollowedTarget } from "./lead-alerts.ts";
import { LEAD_LENGTHS } from "./lead-follow.ts";
import type { FollowedTargets, LeadPredictor } from "./lead-follow.ts";
import { weightsOfOwnPast } from "./own-past.ts";
import { spreadSeries } from "./spread-series.ts";

type LeadFigures = Readonly<Record<string, number | null>>;

/** What one run of the benchmark gives. */
export interface LeadResult {
  readonly bench: "lead";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: LeadFigures;
  readonly table: string;
}

const USAGE = `usage: npm run bench -- lead --data FILE [--json] [--write]\nFILE holds ${SERIES_FORM}`;
const FALSE_ALARMS = [10, 20, 30] as const;
const PERCENT = 100;
const LABELS: Readonly<Record<LeadPredictor, string>> = {
  ours: "**this forecaster**",
  unadapted: "before it is adapted to the pool's own past",
  simulation: "its forecast's paths alone",
  theta: "plain Theta",
  drift: "seasonal naive with drift",
  naive: "naive (random walk)",
  pace: "linear pace (progress less what the line asks for)",
};

/**
 * Follows targets set a window before the last point of each monthly and quarterly series from check-in to check-in and
 * tells how many misses an alert catches, and how early, at a given share of false alarms.
 */
export async function run(argv: readonly string[]): Promise<LeadResult> {
  const { values } = parseArgs({ args: [...argv], strict: false, options: { data: { type: "string" } } });
  if (typeof values.data !== "string") throw new Error(USAGE);
  const all = await readCompetitionSeries(values.data);
  const series = all.filter(({ period }) => LEAD_LENGTHS[period] !== undefined);
  if (series.length === 0) throw new Error(`${values.data} holds no monthly or quarterly series`);
  const placed = series.map((row, index) => ({ index, row }));
  const weights = await weightsOfOwnPast(series);
  const followed: FollowedTargets = new Map();
  for (const share of await spreadSeries({ kind: "follow", series: placed, weights })) {
    for (const [name, targets] of share.followed) {
      followed.set(name, [...(followed.get(name) ?? []), ...targets]);
    }
  }
  const figures = figuresOf(followed);
  const table = tableOf(figures);
  if (!argv.includes("--json")) process.stdout.write(`${table}\n`);
  const inputs = {
    data: basename(values.data),
    series: series.length,
    weights: CHANCE_WEIGHTS.version,
    node: process.version,
  };
  return { bench: "lead", inputs, figures, table };
}

function figuresOf(followed: ReadonlyMap<LeadPredictor, readonly FollowedTarget[]>): LeadFigures {
  const ours = followed.get("ours") ?? [];
  const figures: Record<string, number | null> = {
    targets: ours.length,
    targets_missed: ours.filter(({ hit }) => !hit).length,
  };
  for (const [name, targets] of followed) {
    const suffix = name === "ours" ? "" : `_${name}`;
    for (const percent of FALSE_ALARMS) {
      const { detected, lead } = leadAt(targets, percent / PERCENT);
      figures[`detected_at_${percent}${suffix}`] = finite(detected);
      figures[`lead_at_${percent}${suffix}`] = finite(lead);
    }
  }
  return figures;
}

function tableOf(figures: LeadFigures): string {
  const heads = [
    "predictor",
    ...FALSE_ALARMS.flatMap((percent) => [`misses caught at ${percent} %`, `mean lead at ${percent} %`]),
  ];
  const rows = Object.entries(LABELS).map(([name, label]) => {
    const suffix = name === "ours" ? "" : `_${name}`;
    const cells = FALSE_ALARMS.flatMap((percent) => [
      shown(figures[`detected_at_${percent}${suffix}`]),
      shown(figures[`lead_at_${percent}${suffix}`]),
    ]);
    return [label, ...cells];
  });
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function shown(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : value.toFixed(3).replace(/^0\./, ".");
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
