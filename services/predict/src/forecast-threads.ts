import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import Tinypool from "tinypool";
import type { ForecastMade, ForecastWanted } from "./goal-forecast.ts";
import { STEPS_BACK } from "./thread-priority.ts";

/** Each takes a quarter of a gigabyte or so. */
const MOST_THREADS = 4;
/** Each core may have one that steps back; where none can, one core is left to whoever answers. */
const THREADS = Math.min(MOST_THREADS, Math.max(1, availableParallelism() - Number(!STEPS_BACK)));
/** A thread that has nothing to do for so long ends, and gives its memory back. */
const IDLE_MS = 30_000;
const THREAD_MAIN = fileURLToPath(new URL("./forecast-thread.ts", import.meta.url));

/** Forecasts beside the thread that answers requests: a round over thousands of goals is minutes of work. */
export interface ForecastThreads {
  /** What so many goals are forecast in at once. */
  readonly count: number;
  /** Forecasts goals, in their order; null stays null. Rejects when the thread breaks or the threads are closed. */
  forecast(wanted: readonly (ForecastWanted | null)[]): Promise<readonly (ForecastMade | null)[]>;
  close(): Promise<void>;
}

/** Starts no thread before there is something to forecast; `main` is the program of a thread. */
export function openForecastThreads(main: string = THREAD_MAIN): ForecastThreads {
  const pool = new Tinypool({
    filename: main,
    name: "forecastGoals",
    minThreads: 0,
    maxThreads: THREADS,
    idleTimeout: IDLE_MS,
  });
  // A thread that broke before it took anything: what waits for one is told, and tried again as jobs are.
  pool.on("error", () => pool.cancelPendingTasks());
  return {
    count: THREADS,
    forecast: async (wanted) =>
      wanted.every((one) => one === null)
        ? wanted.map(() => null)
        : ((await pool.run(wanted)) as readonly (ForecastMade | null)[]),
    close: async () => {
      // The pool waits for each thread's end in a way that has one that breaks just then stop listening, which its threads cannot.
      for (const thread of pool.threads) Object.assign(thread, { removeListener: () => undefined });
      // A thread that broke has ended, too.
      await pool.destroy().catch(() => undefined);
    },
  };
}
