import type { EventLog, LogRecord, ReadOptions } from "@milepost/event-log";
import { isCanary } from "../rows/canary-rows.ts";
import { readPlainObservation } from "../rows/plain-observation.ts";
import { readRecord } from "../rows/read-record.ts";
import { ALL_DIRTY, CLEAN, bothDirty, dirtOf } from "./dirt.ts";
import type { Dirt } from "./dirt.ts";

/** Beyond so many records, deriving everything costs less than reading what is dirty. */
const READ_MAX_RECORDS = 500_000;

/** What ranges of the log make dirty, for whoever did not project them itself. */
export async function readDirt(log: EventLog, ranges: readonly ReadOptions[]): Promise<Dirt> {
  const relevant = ranges.filter(({ topic }) => DIRTYING.has(topic));
  const count = relevant.reduce((sum, { from, to }) => sum + to - from, 0);
  if (count > READ_MAX_RECORDS) return ALL_DIRTY;
  let dirt = CLEAN;
  for (const range of relevant) {
    for await (const records of log.read(range)) dirt = bothDirty(dirt, dirtOfRecords(records));
  }
  return dirt;
}

/** Topics from which something is derived. */
const DIRTYING: ReadonlySet<string> = new Set(["observations", "strategy", "assessments"]);

const FORECAST = '"kind":"forecast"';

/** Nothing is derived from what a source forecasts; only what may be one is looked at closely. */
function isForecast(record: LogRecord): boolean {
  return record.text.includes(FORECAST) && readPlainObservation(record)?.kind === "forecast";
}

/** The key of an observation names its KPI; of what is rarer the events themselves say what they change. */
function dirtOfRecords(records: readonly LogRecord[]): Dirt {
  const kpis = new Set<string>();
  const others: LogRecord[] = [];
  for (const record of records) {
    if (record.topic !== "observations") others.push(record);
    else {
      const kpi = record.key.split("/", 1)[0] ?? "";
      if (!isCanary(kpi) && !isForecast(record)) kpis.add(kpi);
    }
  }
  const events = others.flatMap((record) => {
    const read = readRecord(record);
    return read.ok ? [read.event] : [];
  });
  return dirtOf(events, { ...CLEAN, kpis });
}
