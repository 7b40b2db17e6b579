import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { MilepostError } from "@milepost/runtime";
import type { FetchedPartition } from "./fetch-request.ts";

// Offsets of the fields of a record batch, magic 2, in bytes.
const LENGTH_AT = 8;
const AFTER_LENGTH = 12;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const PRODUCER_ID_AT = 43;
const COUNT_AT = 57;
const RECORDS_AT = 61;

const MAGIC = 2;
const CODEC_MASK = 0x07;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const ABORT_MARKER = 0;

/** A record as Kafka has it, as text. */
export interface StoredRecord {
  readonly offset: number;
  readonly key: string;
  /** Empty for a record without a value. */
  readonly text: string;
}

/** What was read of a partition. */
export interface ReadBatches {
  readonly records: readonly StoredRecord[];
  /** Offset to go on at: past records that compaction or a transaction took away, too. */
  readonly next: number;
}

/** Reads the whole record batches of an answer, from an offset on. */
export function readRecordBatches(fetched: FetchedPartition, from: number): ReadBatches {
  const { batches } = fetched;
  const isAborted = abortedBatches(fetched);
  const records: StoredRecord[] = [];
  let next = from;
  let at = 0;
  while (at + RECORDS_AT <= batches.length) {
    const end = at + AFTER_LENGTH + batches.readInt32BE(at + LENGTH_AT);
    // The answer's last batch may have been cut off.
    if (end > batches.length) break;
    const batch = batches.subarray(at, end);
    refuseUnreadable(fetched, batch);
    const first = Number(batch.readBigInt64BE(0));
    const afterLast = first + batch.readInt32BE(LAST_OFFSET_DELTA_AT) + 1;
    if (!isAborted(batch, afterLast) && afterLast > from)
      readRecords({ fetched, batch, first, from, records });
    next = Math.max(next, afterLast);
    at = end;
  }
  return { records, next };
}

interface BatchToRead {
  readonly fetched: FetchedPartition;
  readonly batch: Buffer;
  /** Offset of the batch's first record. */
  readonly first: number;
  readonly from: number;
  readonly records: StoredRecord[];
}

function readRecords({ fetched, batch, first, from, records }: BatchToRead): void {
  const body = decompress(fetched, batch);
  const count = batch.readInt32BE(COUNT_AT);
  const cursor = { at: 0 };
  for (let index = 0; index < count; index += 1) {
    const length = readVarInt(body, cursor);
    const end = cursor.at + length;
    cursor.at += 1;
    skipVarInt(body, cursor);
    const offset = first + readVarInt(body, cursor);
    const key = readText(body, cursor);
    if (offset >= from) records.push({ offset, key, text: readText(body, cursor) });
    cursor.at = end;
  }
}

function readText(body: Buffer, cursor: { at: number }): string {
  const length = readVarInt(body, cursor);
  if (length <= 0) return "";
  const start = cursor.at;
  cursor.at += length;
  return body.toString("utf8", start, cursor.at);
}

/** Kafka's signed variable-length integer of at most 32 bits. */
function readVarInt(body: Buffer, cursor: { at: number }): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = body[cursor.at] ?? 0;
    cursor.at += 1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
  }
}

function skipVarInt(body: Buffer, cursor: { at: number }): void {
  while ((body[cursor.at] ?? 0) >= 0x80) cursor.at += 1;
  cursor.at += 1;
}

/** Tells of each batch, in order, whether it is a mark or belongs to a transaction that was taken back. */
function abortedBatches(fetched: FetchedPartition): (batch: Buffer, afterLast: number) => boolean {
  const coming = fetched.aborted.toSorted((one, other) => one.firstOffset - other.firstOffset);
  const aborted = new Set<bigint>();
  return (batch, afterLast) => {
    const attributes = batch.readInt16BE(ATTRIBUTES_AT);
    if ((attributes & (CONTROL | TRANSACTIONAL)) === 0) return false;
    while ((coming[0]?.firstOffset ?? Number.POSITIVE_INFINITY) < afterLast) {
      aborted.add(coming.shift()?.producerId ?? 0n);
    }
    const producerId = batch.readBigInt64BE(PRODUCER_ID_AT);
    if ((attributes & CONTROL) === 0) return aborted.has(producerId);
    if (isAbortMarker(batch)) aborted.delete(producerId);
    return true;
  };
}

function isAbortMarker(batch: Buffer): boolean {
  if (batch.readInt32BE(COUNT_AT) === 0) return false;
  const body = batch.subarray(RECORDS_AT);
  const cursor = { at: 0 };
  readVarInt(body, cursor);
  cursor.at += 1;
  skipVarInt(body, cursor);
  skipVarInt(body, cursor);
  skipVarInt(body, cursor);
  // The key: a version, then the kind of mark, each of 16 bits.
  return body.readInt16BE(cursor.at + 2) === ABORT_MARKER;
}

function decompress(fetched: FetchedPartition, batch: Buffer): Buffer {
  const body = batch.subarray(RECORDS_AT);
  const codec = batch.readInt16BE(ATTRIBUTES_AT) & CODEC_MASK;
  switch (codec) {
    case 0:
      return body;
    case 1:
      return gunzipSync(body);
    case 4:
      return zstdDecompressSync(body);
    default:
      throw unreadable(fetched, `is compressed by codec ${codec}; only gzip and zstd can be read`);
  }
}

function refuseUnreadable(fetched: FetchedPartition, batch: Buffer): void {
  const magic = batch[MAGIC_AT];
  if (magic !== MAGIC) throw unreadable(fetched, `has format ${magic}; format ${MAGIC} is needed`);
}

function unreadable({ topic, partition }: FetchedPartition, what: string): MilepostError {
  return new MilepostError("log_corrupt", `A record batch of ${topic}, partition ${partition}, ${what}`);
}
