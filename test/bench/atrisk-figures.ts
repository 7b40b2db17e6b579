import { scoreColumn } from "./chance-scores.ts";
import type { ScoreSheet } from "./score-sheet.ts";

/** What the benchmark reports: snake_case names, null where nothing was scored. */
export type AtriskFigures = Readonly<Record<string, number | null>>;

const OURS = "ours";

/** Every score of every predictor on one family: `brier_<family>` is ours, `brier_<family>_<predictor>` another's. */
export function atriskFigures(family: string, sheet: ScoreSheet): AtriskFigures {
  const figures: Record<string, number | null> = {
    [`tasks_${family}`]: sheet.hits.length,
    [`hit_rate_${family}`]: finite(sheet.hits.reduce((sum, hit) => sum + hit, 0) / sheet.hits.length),
  };
  for (const [name, column] of sheet.columns) {
    const scores = scoreColumn(sheet, column);
    const of = name === OURS ? family : `${family}_${name}`;
    figures[`brier_${of}`] = finite(scores.brier);
    figures[`brier_error_${of}`] = finite(scores.errors.brier);
    figures[`log_loss_${of}`] = finite(scores.logLoss);
    figures[`auc_${of}`] = finite(scores.auc);
    figures[`auc_error_${of}`] = finite(scores.errors.auc);
    figures[`ece_${of}`] = finite(scores.ece);
    figures[`ece_error_${of}`] = finite(scores.errors.ece);
  }
  return figures;
}

/** How each predictor is named in the table. */
const PREDICTORS: Readonly<Record<string, string>> = {
  "": "**this forecaster**",
  unadapted: "before it is adapted to the pool's own past",
  simulation: "its forecast's paths alone",
  theta: "plain Theta",
  naive: "naive (random walk)",
  drift: "seasonal naive with drift",
  pace: "linear pace (= Viva Goals), hard",
  pace_logistic: "linear pace, calibrated logistic",
  engagedly: "Engagedly, hard",
  engagedly_calibrated: "Engagedly, calibrated",
  upraise: "UpRaise, hard",
  upraise_calibrated: "UpRaise, calibrated",
  cascade: "Cascade, hard",
  cascade_calibrated: "Cascade, calibrated",
  mooncamp: "Mooncamp, hard",
  mooncamp_calibrated: "Mooncamp, calibrated",
  planview: "Planview LeanKit, hard",
  planview_calibrated: "Planview LeanKit, calibrated",
  servicenow: "ServiceNow SPM, hard",
  servicenow_calibrated: "ServiceNow SPM, calibrated",
  okrs_tool: "OKRs Tool, hard",
  okrs_tool_calibrated: "OKRs Tool, calibrated",
  climatology: "climatology (hit rate)",
};
const BRIER_FAMILIES = [
  "reach",
  "keep",
  "cumulative",
  "first_hit",
  "in_range",
  "k4",
  "k6",
  "k8",
  "k12",
  "k24",
];

/** The table of documentation: Brier scores by family, and AUC and calibration error on reach, with their standard errors. */
export function atriskTable(figures: AtriskFigures): string {
  const heads = [
    "predictor",
    ...BRIER_FAMILIES.map((family) => family.replaceAll("_", " ")),
    "AUC reach",
    "ECE reach",
    "log loss reach",
  ];
  const rows = Object.entries(PREDICTORS).map(([name, label]) => {
    const suffix = name === "" ? "" : `_${name}`;
    const cells = [
      ...BRIER_FAMILIES.map((family) => withError(figures, "brier", { of: `${family}${suffix}`, digits: 4 })),
      ...["auc", "ece"].map((score) => withError(figures, score, { of: `reach${suffix}`, digits: 3 })),
      shown(figures[`log_loss_reach${suffix}`], 3),
    ];
    return [label, ...cells];
  });
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function withError(
  figures: AtriskFigures,
  score: string,
  { of, digits }: { readonly of: string; readonly digits: number },
): string {
  const figure = figures[`${score}_${of}`];
  if (figure === undefined || figure === null) return "–";
  return `${shown(figure, digits)} ± ${shown(figures[`${score}_error_${of}`], digits)}`;
}

function shown(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? "–" : value.toFixed(digits).replace(/^0\./, ".");
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
