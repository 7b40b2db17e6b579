import type { NewRecord } from "@milepost/event-log";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";

/** What an arriving value is, beside its KPI and the value; January's actual total unless it says otherwise. */
export interface Arrival {
  readonly series?: string;
  readonly kind?: "actual" | "forecast";
  readonly period?: string;
  /** ISO 8601 UTC; absent: on the period's 28th. */
  readonly knownAt?: string;
}

/** Tables and a log into which values arrive one by one. */
export interface ArrivingValues extends Pick<TestLog, "log">, Pick<TestStore, "store"> {
  /** Resolves once an observation stands in the table, and the projector has said so. */
  arrive(kpi: string, value: string, arrival?: Arrival): Promise<void>;
  close(): Promise<void>;
}

/** Empty tables and an empty log. */
export async function openArrivingValues(): Promise<ArrivingValues> {
  const [database, logged] = await Promise.all([openTestStore(), openTestLog()]);
  const { store } = database;
  const { log } = logged;
  const projector = log.consume({
    group: "projector",
    topics: ["observations"],
    maxBatchRecords: 100,
    maxWaitMs: 1,
    onBatch: async () => undefined,
  });
  let arrived = 0;
  return {
    log,
    store,
    arrive: async (kpi, value, arrival = {}) => {
      const id = `value-${(arrived += 1)}`;
      const { row, record } = observation({ kpi, value, id, offset: arrived }, arrival);
      await store.insert("observation_events", [JSON.stringify(row)]);
      const [place] = await log.append([record]);
      await projector.waitFor({ [`observations/${place?.partition}`]: (place?.offset ?? 0) + 1 });
    },
    close: async () => {
      await projector.close();
      await Promise.all([database.close(), logged.close()]);
    },
  };
}

interface Named {
  readonly kpi: string;
  readonly value: string;
  readonly id: string;
  readonly offset: number;
}

/** An observation as the table has it, and as the log does. */
function observation(
  { kpi, value, id, offset }: Named,
  arrival: Arrival,
): { row: object; record: NewRecord } {
  const { series = "", kind = "actual", period = "2014-01" } = arrival;
  const { knownAt = `${period}-28T05:00:00.000Z` } = arrival;
  const time = `${period}-28 05:00:00.000`;
  const row = {
    kpi,
    series,
    kind,
    value,
    id,
    grain: "month",
    source: "//test",
    event_type: "recorded",
    period_label: period,
    period_start: `${period}-01`,
    period_end: `${period}-28`,
    period_ends_at: time,
    time,
    known_at: knownAt.replace("T", " ").replace("Z", ""),
    recorded_at: time,
    completeness: "complete",
    kpi_version: 1,
    log_topic: "observations",
    log_offset: offset,
  };
  const data = { kpi, kind, value, knownAt, judged: { periodStart: `${period}-01` } };
  const event = { id, type: "milepost.observation.recorded.v1", data };
  const record = { topic: "observations", key: `${kpi}/${series}`, event } as unknown as NewRecord;
  return { row, record };
}
