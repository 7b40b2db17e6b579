import type { AlertReplay } from "@milepost/predict/alerts/replay-alerts";
import { toldBy } from "./compare-alerts.ts";
import type { AlertsTold, Compared } from "./compare-alerts.ts";

const LABELS: Readonly<Record<string, string>> = {
  red_green: "red and green",
  pace: "linear pace (= Viva Goals)",
  engagedly: "Engagedly",
  upraise: "UpRaise",
  cascade: "Cascade",
  mooncamp: "Mooncamp",
  planview: "Planview LeanKit",
  servicenow: "ServiceNow SPM",
  okrs_tool: "OKRs Tool",
};

/** Markdown for readers: what was told, by whom it was heard, and the same number of alerts by each rule. */
export function alertTables(ours: AlertReplay, compared: ReadonlyMap<string, Compared>): string {
  return [
    table(HEADS, [["**as the plan says**", ...cellsOf(toldBy(ours))]]),
    table(
      ["owner", "alerts", "a month", "most in a month", "right", "wrong"],
      ours.owners.map(({ owner, alerts, right, wrong }) => {
        const months = Map.groupBy(
          ours.sent.filter((alert) => alert.owner === owner),
          ({ period }) => period,
        );
        const most = Math.max(...[...months.values()].map(({ length }) => length));
        return [
          owner,
          String(alerts),
          (alerts / MONTHS).toFixed(1),
          String(most),
          String(right),
          String(wrong),
        ];
      }),
    ),
    table(
      HEADS,
      [...compared].flatMap(([name, { rule, ours: same, threshold }]) => [
        [LABELS[name] ?? name, ...cellsOf(rule)],
        [`**Milepost, at most as many alerts** (below ${Math.round(threshold * 100)} %)`, ...cellsOf(same)],
      ]),
    ),
  ].join("\n\n");
}

const MONTHS = 36;
const HEADS: readonly string[] = [
  "alerts by",
  "alerts",
  "right",
  "misses caught",
  "months before the end, mean",
  "median",
  "again after clearing",
  "within 2 months",
];

function cellsOf(told: AlertsTold): readonly string[] {
  const { alerts, precision, caught, missed, meanLead, medianLead, repeated, flapping } = told;
  return [
    String(alerts),
    precision === null ? "–" : `${Math.round(precision * 100)} %`,
    `${caught} of ${missed}`,
    meanLead?.toFixed(1) ?? "–",
    medianLead === null ? "–" : String(medianLead),
    String(repeated),
    String(flapping),
  ];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
