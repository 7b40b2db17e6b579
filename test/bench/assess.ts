import { demoPlan, demoValues } from "@milepost/predict/testing/demo-values";
import { openTestDeployment } from "@milepost/predict/testing/test-deployment";
import { measureCombined } from "./assess-combined.ts";

const OCTOBER = Date.parse("2014-10-01T04:00:00Z");
const LAST_MONTH = "2014-09";
const PATHS = 1_000;

interface Figures extends Readonly<Record<string, number>> {
  /** Assessments over the seconds that this process kept a core busy, appends and everything else included. */
  readonly assessments_per_core_second: number;
  /** Assessments over the seconds on the clock, waiting for the SQL engine included. */
  readonly assessments_per_second: number;
  readonly assessments: number;
  /** From the call to the newest month's assessments, their backtests and the month before. */
  readonly current_month_seconds: number;
  readonly whole_history_seconds: number;
}

/**
 * Full assessments a second on the demo: values read as of each month, learned calibration, forecast on sample paths, and
 * the append to a real embedded log; the SQL engine answers from its own process. Before it, the pure part of goals that are
 * forecast by the combined models; `--combined` leaves the demo out.
 */
export async function run(argv: readonly string[]): Promise<{
  readonly bench: "assess";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Readonly<Record<string, number>>;
}> {
  const combined = measureCombined();
  const demo = argv.includes("--combined") ? {} : await measureDemo();
  const measured: Readonly<Record<string, number>> = { ...demo, ...combined };
  const figures = Object.fromEntries(
    Object.entries(measured).map(([name, figure]) => [name, rounded(figure)]),
  );
  if (!argv.includes("--json")) print(figures);
  const inputs = { data: `demo, up to ${LAST_MONTH}`, paths: PATHS, node: process.version };
  return { bench: "assess", inputs, figures };
}

async function measureDemo(): Promise<Figures> {
  const deployment = await openTestDeployment(OCTOBER);
  try {
    await deployment.apply(demoPlan());
    await deployment.push(demoValues(LAST_MONTH));
    const startedAt = performance.now();
    const startedBusy = process.cpuUsage();
    await deployment.predict.assessNow();
    const currentMonthSeconds = (performance.now() - startedAt) / 1000;
    await deployment.predict.fillHistory();
    const seconds = (performance.now() - startedAt) / 1000;
    const busy = process.cpuUsage(startedBusy);
    const { assessments } = deployment.predict.metrics();
    return {
      assessments_per_core_second: assessments / ((busy.user + busy.system) / 1_000_000),
      assessments_per_second: assessments / seconds,
      assessments,
      current_month_seconds: currentMonthSeconds,
      whole_history_seconds: seconds,
    };
  } finally {
    await deployment.close();
  }
}

function rounded(figure: number): number {
  return Math.round(figure * 100) / 100;
}

function print(figures: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(32)} ${value}\n`);
}
