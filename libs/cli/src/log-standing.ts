import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient } from "./api-client.ts";
import { CliError } from "./cli-error.ts";
import type { Finding } from "./surroundings.ts";

const POLL_MS = 500;
const SAY_EVERY_MS = 2_000;
/** While everything is opened again nothing may answer; for longer than this it is not that. */
const SILENCE_LIMIT_MS = 120_000;

type Counts = Readonly<Record<string, number>>;

/** A generation that is being made. */
export interface NextGeneration {
  readonly generation: number;
  readonly partitions: Counts;
  readonly from:
    | { readonly kind: "generation"; readonly generation: number }
    | { readonly kind: "backup"; readonly backup: string };
  readonly step: string;
  readonly records: number;
  readonly total: number;
  readonly failure: string | null;
}

/** What the API says of the generations of the log. */
export interface LogStanding {
  readonly live: {
    readonly generation: number;
    readonly partitions: Counts;
    readonly records: number | null;
    readonly takesAppends: boolean;
  };
  readonly next: NextGeneration | null;
  readonly kept: readonly {
    readonly generation: number;
    readonly partitions: Counts;
    readonly until: string;
    readonly complete: boolean;
  }[];
}

/** Asks for the generations of the log. */
export async function logStanding(api: ApiClient): Promise<LogStanding> {
  return (await api.call("/v1/generations")).body as LogStanding;
}

/** Waits until another generation than the one before is live, and says how far it is. */
export async function untilNextIsLive(
  api: ApiClient,
  before: number,
  say: (text: string) => void,
): Promise<LogStanding> {
  let silentSince: number | undefined;
  let saidAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    await delay(POLL_MS);
    const standing = await logStanding(api).catch((error: unknown) => {
      silentSince ??= performance.now();
      if (performance.now() - silentSince > SILENCE_LIMIT_MS) throw error;
      return undefined;
    });
    if (standing === undefined) continue;
    silentSince = undefined;
    const { live, next } = standing;
    if (live.generation !== before) return standing;
    if (next === null || next.failure !== null)
      throw new CliError(`The next generation was not made: ${next?.failure ?? "it is gone"}`);
    if (performance.now() - saidAt < SAY_EVERY_MS) continue;
    saidAt = performance.now();
    say(progressOf(next));
  }
}

/** How far a generation is, in a sentence. */
export function progressOf({ generation, step, records, total }: NextGeneration): string {
  return `Generation ${generation}: ${step}, ${counted(records)} of ${counted(total)} records`;
}

/** The state of the log as one thing that was looked at. */
export function logFinding({ live, next, kept }: LogStanding): Finding {
  const keeps = kept.map(({ generation, until }) => `generation ${generation} is kept until ${until}`);
  const making = next === null ? [] : [progressOf(next)];
  const message = [`generation ${live.generation} is live`, ...making, ...keeps].join("; ");
  if (next?.failure === null || next === null) return { name: "log", ok: true, message };
  const fix = live.takesAppends
    ? "ask for it again: `milepost log next-generation`, or `milepost restore`"
    : "appends wait for it, and it is made again by itself: see the log of ingest for what keeps it from that";
  return { name: "log", ok: false, message: `${message}; ${next.failure}`, fix };
}

/** A count for people. */
export function counted(count: number): string {
  return count.toLocaleString("en");
}
