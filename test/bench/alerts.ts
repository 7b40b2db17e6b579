import { spawnMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import { alertTables } from "./alert-tables.ts";
import { compareAlerts, ourAlerts, toldBy } from "./compare-alerts.ts";
import type { AlertsTold } from "./compare-alerts.ts";
import { readToldGoals } from "./read-told-goals.ts";

type AlertFigures = Readonly<Record<string, number | null>>;

/** What one run of the benchmark gives. */
export interface AlertsResult {
  readonly bench: "alerts";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: AlertFigures;
  readonly table: string;
}

const YEARS = { from: "2012-01-01", to: "2014-12-31" };
/** The demo begins in October 2014; its year is over three months later. */
const MONTHS_TO_DECEMBER = 3;
const SETTING = { raiseBelow: 0.5, periods: 2, clearAbove: 0.65 };
const READY = /Filling the track record.*complete/;
const SQL_PATTERN = /SQL for BI\s+(http:\/\/\S+?)\/?\s/;
const PAGE_PATTERN = /At risk\s+(http:\/\/\S+?)\/?\s/;

/**
 * Replays the alerts of 2012 to 2014 of the demo month by month, from what could be known then: how many there were, how many
 * were right, how early; and the same number of alerts by red and green, by linear pace and by the published rules.
 */
export async function run(argv: readonly string[]): Promise<AlertsResult> {
  const folder = temporaryFolder();
  const { child, saying, exited } = spawnMilepost({ dataDir: folder.path });
  try {
    const [, url = ""] = await saying(PAGE_PATTERN);
    const [, sqlUrl = ""] = await saying(SQL_PATTERN);
    await saying(READY);
    for (let month = 0; month < MONTHS_TO_DECEMBER; month += 1) {
      if (!argv.includes("--json")) process.stderr.write(`A month further (${month + 1} of 3) …\n`);
      const moved = await fetch(`${url}/v1/demo/months`, { method: "POST" });
      if (!moved.ok) throw new Error(`POST /v1/demo/months answered ${moved.status}: ${await moved.text()}`);
    }
    const goals = await readToldGoals({ url, sqlUrl }, YEARS);
    const ours = ourAlerts(goals, SETTING, YEARS);
    const compared = compareAlerts(goals, SETTING.periods, YEARS);
    const table = alertTables(ours, compared);
    if (!argv.includes("--json")) process.stdout.write(`${table}\n`);
    const figures: Record<string, number | null> = { goals: goals.length, ...named(toldBy(ours), "") };
    for (const [name, { rule, ours: same, threshold }] of compared) {
      Object.assign(figures, named(rule, `_${name}`), named(same, `_as_many_as_${name}`));
      figures[`threshold_as_many_as_${name}`] = threshold;
    }
    const inputs = { data: "demo, 2012 to 2014", goals: goals.length, node: process.version };
    return { bench: "alerts", inputs, figures, table };
  } finally {
    child.kill("SIGINT");
    await exited;
    folder.remove();
  }
}

function named(told: AlertsTold, suffix: string): AlertFigures {
  const { alerts, missed, caught, precision, meanLead, medianLead, repeated, flapping } = told;
  return {
    [`alerts${suffix}`]: alerts,
    [`missed${suffix}`]: missed,
    [`caught${suffix}`]: caught,
    [`precision${suffix}`]: precision,
    [`recall${suffix}`]: missed === 0 ? null : caught / missed,
    [`mean_lead${suffix}`]: meanLead,
    [`median_lead${suffix}`]: medianLead,
    [`repeated${suffix}`]: repeated,
    [`flapping${suffix}`]: flapping,
  };
}
