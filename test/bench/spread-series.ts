import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { workOnSeries } from "./work-on-series.ts";
import type { SeriesResult, SeriesWork } from "./work-on-series.ts";

const MOST_WORKERS = 4;
/** Series of one share: enough to be worth starting a thread, few enough that no core idles at the end for long. */
const SHARE = 100;

/** Spreads work on series over worker threads, one a core; results stand in the order of the series, however many there are. */
export async function spreadSeries(work: SeriesWork): Promise<readonly SeriesResult[]> {
  if (work.series.length < SHARE) return [workOnSeries(work)];
  const shares = Array.from({ length: Math.ceil(work.series.length / SHARE) }, (_, at) => at);
  const waiting = shares.values();
  const results = new Map<number, SeriesResult>();
  const takeShares = async (): Promise<void> => {
    for (const share of waiting) {
      const series = work.series.slice(share * SHARE, (share + 1) * SHARE);
      results.set(share, await runWorker({ ...work, series }));
      process.stderr.write(`${work.kind}: ${results.size * SHARE} of about ${work.series.length} series\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(MOST_WORKERS, availableParallelism()) }, takeShares));
  return shares.flatMap((share) => results.get(share) ?? []);
}

async function runWorker(work: SeriesWork): Promise<SeriesResult> {
  const worker = new Worker(new URL("series-worker.ts", import.meta.url), { workerData: work });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      reject(new Error(`a worker ended with ${code} before it answered`));
    });
  });
}
