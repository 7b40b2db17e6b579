import { parentPort, workerData } from "node:worker_threads";
import { workOnSeries } from "./work-on-series.ts";
import type { SeriesWork } from "./work-on-series.ts";

parentPort?.postMessage(workOnSeries(workerData as SeriesWork));
