import { spawnMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";

/** What is said when each stage is reached. */
const STAGES = {
  scorecard_s: /The scorecard is ready/,
  assessments_s: /At risk\s+http/,
  track_record_s: /Filling the track record.*complete/,
} as const;

/** How long a first and a second start of the demo take, and a stop; dependencies are installed already. */
export async function run(args: readonly string[]): Promise<{
  readonly bench: "start";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Readonly<Record<string, number>>;
}> {
  const folder = temporaryFolder();
  try {
    const first = await startOnce(folder.path, STAGES);
    const second = await startOnce(folder.path, { again_s: STAGES.assessments_s });
    const figures = { ...first, second_start_s: second["again_s"] ?? Number.NaN };
    if (!args.includes("--json")) print(figures);
    return { bench: "start", inputs: { data: "demo, September 2014" }, figures };
  } finally {
    folder.remove();
  }
}

async function startOnce(
  dataDir: string,
  stages: Readonly<Record<string, RegExp>>,
): Promise<Readonly<Record<string, number>>> {
  const startedAt = performance.now();
  const { child, saying, exited } = spawnMilepost({ dataDir });
  const reached = await Promise.all(
    Object.entries(stages).map(async ([name, pattern]) => {
      await saying(pattern);
      return [name, seconds(startedAt)] as const;
    }),
  );
  const stoppingAt = performance.now();
  child.kill("SIGINT");
  await exited;
  return { ...Object.fromEntries(reached), stop_s: seconds(stoppingAt) };
}

function seconds(since: number): number {
  return Math.round(performance.now() - since) / 1000;
}

function print(figures: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(24)} ${value}\n`);
}
