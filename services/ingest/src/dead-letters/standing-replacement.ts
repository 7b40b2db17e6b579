import { isDeepStrictEqual } from "node:util";
import {
  observationRecorded,
  observationRetracted,
  plainDecimal,
  recordCaptured,
  seriesKey,
} from "@milepost/contracts";
import type { EventOfType, LogPlace, MilepostEvent } from "@milepost/contracts";
import type { EventLog, LogRecord, NewRecord } from "@milepost/event-log";
import { partitionKey } from "@milepost/event-log";
import { MilepostError } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { observationsOfId } from "@milepost/store/queries/observations-of-id";
import type { ObservationOfIdRow } from "@milepost/store/queries/observations-of-id";
import { recordOfId } from "@milepost/store/queries/record-of-id";
import type { RecordOfIdRow } from "@milepost/store/queries/record-of-id";

type Observation =
  | EventOfType<"milepost.observation.recorded.v1">
  | EventOfType<"milepost.observation.retracted.v1">;
type Captured = EventOfType<"milepost.record.captured.v1">;

export interface StandingParts {
  readonly log: Pick<EventLog, "end" | "read">;
  readonly store: Store;
}

/**
 * Where a replacement stands already: a replay that was cut off, or the source itself, may have brought it. Fails
 * when the id of an observation or of a captured row is taken by another content, which would not count, and nobody be told.
 */
export async function standingReplacement(
  { event, topic }: NewRecord,
  dead: LogPlace,
  { log, store }: StandingParts,
): Promise<LogPlace | undefined> {
  const holder = await holderOf(event, store);
  if (holder === "not looked up") return inTopic(event, { dead, log, topic });
  if (holder === undefined) return undefined;
  const place: LogPlace = { topic, partition: holder.log_partition, offset: holder.log_offset };
  if (holder.saysTheSame) return place;
  throw idTaken(event, place);
}

interface IdHolder {
  readonly log_partition: number;
  readonly log_offset: number;
  readonly saysTheSame: boolean;
}

/** The record that has an event's id, by the tables; undefined: nobody has it. */
async function holderOf(event: MilepostEvent, store: Store): Promise<IdHolder | undefined | "not looked up"> {
  if (isObservation(event)) {
    const [row] = await store.query(observationsOfId(identityOf(event)));
    return row && { ...row, saysTheSame: saysTheSame(row, event) };
  }
  if (event.type !== recordCaptured.type) return "not looked up";
  const { source, id, data } = event as Captured;
  const [row] = await store.query(recordOfId({ stream: data.stream, key: data.key, source, id }));
  return row && { ...row, saysTheSame: capturesTheSame(row, event as Captured) };
}

function idTaken({ source, id }: MilepostEvent, place: LogPlace): MilepostError {
  const named = `id "${id}" of ${source}`;
  return new MilepostError("conflict", `The ${named} is taken by another content, which counts`, {
    details: {
      problems: [
        {
          field: "event.id",
          code: "id_taken",
          message: `the record at ${partitionKey(place)} offset ${place.offset} holds it`,
          fix: "give the corrected event an id of its own, or discard the dead letter",
        },
      ],
    },
  });
}

/** Whether an event is an observation. */
export function isObservation(event: MilepostEvent): event is Observation {
  return event.type === observationRecorded.type || event.type === observationRetracted.type;
}

/** What an observation's id is unique within, with the id. */
export function identityOf({ source, id, data }: Observation): Parameters<typeof observationsOfId>[0] {
  return { kpi: data.kpi, series: seriesKey(data.series), source, id };
}

/** The same content by what the tables compare: everything that the source said, and nothing that was stamped. */
function saysTheSame(row: ObservationOfIdRow, event: Observation): boolean {
  const { data } = event;
  const recorded = event.type === observationRecorded.type ? event.data : undefined;
  return (
    row.event_type === (recorded === undefined ? "retracted" : "recorded") &&
    row.kind === data.kind &&
    row.grain === data.judged?.grain &&
    row.period_start === data.judged.periodStart &&
    sameInstant(row.time, event.time) &&
    sameInstant(row.stated_known_at, data.knownAt) &&
    row.value === decimalOf(recorded?.value) &&
    row.numerator === decimalOf(recorded?.numerator) &&
    row.denominator === decimalOf(recorded?.denominator) &&
    row.unit === (recorded?.unit ?? null) &&
    row.completeness === (recorded?.completeness ?? "unknown")
  );
}

/** The same version of a row: as it stood, and when. */
function capturesTheSame(row: RecordOfIdRow, { time, data }: Captured): boolean {
  return (
    row.deleted === (data.deleted ?? false) &&
    sameInstant(row.time, time) &&
    isDeepStrictEqual(JSON.parse(row.fields), data.fields ?? {})
  );
}

function decimalOf(text: string | undefined): string | null {
  return text === undefined ? null : plainDecimal(text);
}

function sameInstant(left: string | null, right: string | undefined): boolean {
  if (left === null || right === undefined) return left === (right ?? null);
  return Date.parse(left) === Date.parse(right);
}

/** Other events have no table that is ordered by their ids: the topic behind the dead record is looked through. */
async function inTopic(
  event: MilepostEvent,
  {
    dead,
    log,
    topic,
  }: { readonly dead: LogPlace; readonly log: StandingParts["log"] } & Pick<NewRecord, "topic">,
): Promise<LogPlace | undefined> {
  for (const [key, to] of Object.entries(await log.end([topic]))) {
    const partition = Number(key.slice(topic.length + 1));
    const from = partition === dead.partition ? dead.offset + 1 : 0;
    for await (const records of log.read({ topic, partition, from, to })) {
      const found = records.find((record) => isReplayOf(record, event));
      if (found !== undefined) return { topic, partition, offset: found.offset };
    }
  }
  return undefined;
}

/** A try that failed before has another number, and is none that stands for the dead record. */
function isReplayOf({ value }: LogRecord, event: MilepostEvent): boolean {
  if ((value as MilepostEvent | undefined)?.causationid !== event.causationid) return false;
  return isDeepStrictEqual(saidBy(value as MilepostEvent), saidBy(event));
}

function saidBy(event: MilepostEvent): unknown {
  const { type, source, id, time, data } = event;
  return { type, source, id, time, data, attempt: (event as { readonly attempt?: string }).attempt };
}
