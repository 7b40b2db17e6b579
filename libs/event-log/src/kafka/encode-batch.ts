import crc32C from "kafkajs/src/protocol/recordBatch/crc32C/index.js";

const HEADER_BYTES = 61;
const CRC_AT = 17;
const CHECKED_FROM = 21;
const MAGIC = 2;
/** Bytes of a record besides key and text, at most: attributes, time, headers, and four lengths. */
const RECORD_OVERHEAD_BYTES = 3 + 4 * 5;
const NO_LEADER_EPOCH = -1;

/** A record on its way, with its sizes in bytes. */
export interface OutgoingRecord {
  readonly key: string;
  readonly text: string;
  readonly keyBytes: number;
  readonly textBytes: number;
}

/** Measures a record. */
export function outgoingRecord(key: string, text: string): OutgoingRecord {
  return { key, text, keyBytes: Buffer.byteLength(key), textBytes: Buffer.byteLength(text) };
}

/** Bytes that a record takes in a batch, at most. */
export function bytesOf({ keyBytes, textBytes }: OutgoingRecord): number {
  return keyBytes + textBytes + RECORD_OVERHEAD_BYTES;
}

/** Who sends a batch: the broker knows a batch that comes twice by these. */
export interface BatchIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** Number of the first record among all that this producer sent to the partition. */
  readonly sequence: number;
}

/** One record batch of Kafka's format 2: the broker takes it whole or not at all. */
export function encodeBatch(records: readonly OutgoingRecord[], identity: BatchIdentity): Buffer {
  const most = records.reduce((sum, record) => sum + bytesOf(record), HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(most);
  let at = HEADER_BYTES;
  for (const [index, record] of records.entries()) at = writeRecord(buffer, at, { record, index });
  const now = BigInt(Date.now());
  buffer.writeBigInt64BE(0n, 0);
  buffer.writeInt32BE(at - 12, 8);
  buffer.writeInt32BE(NO_LEADER_EPOCH, 12);
  buffer.writeInt8(MAGIC, 16);
  buffer.writeInt16BE(0, CHECKED_FROM);
  buffer.writeInt32BE(records.length - 1, 23);
  buffer.writeBigInt64BE(now, 27);
  buffer.writeBigInt64BE(now, 35);
  buffer.writeBigInt64BE(identity.producerId, 43);
  buffer.writeInt16BE(identity.producerEpoch, 51);
  buffer.writeInt32BE(identity.sequence, 53);
  buffer.writeInt32BE(records.length, 57);
  buffer.writeUInt32BE(crc32C(buffer.subarray(CHECKED_FROM, at)), CRC_AT);
  return buffer.subarray(0, at);
}

function writeRecord(
  buffer: Buffer,
  start: number,
  { record, index }: { readonly record: OutgoingRecord; readonly index: number },
): number {
  const { key, text, keyBytes, textBytes } = record;
  const size = 3 + varIntBytes(index) + varIntBytes(keyBytes) + keyBytes + varIntBytes(textBytes) + textBytes;
  let at = writeVarInt(buffer, start, size);
  buffer[at] = 0;
  buffer[at + 1] = 0;
  at = writeVarInt(buffer, at + 2, index);
  at = writeVarInt(buffer, at, keyBytes);
  at += buffer.write(key, at, "utf8");
  at = writeVarInt(buffer, at, textBytes);
  at += buffer.write(text, at, "utf8");
  buffer[at] = 0;
  return at + 1;
}

/** Kafka's signed variable-length integer, of a number that is not negative. */
function writeVarInt(buffer: Buffer, start: number, value: number): number {
  let rest = value * 2;
  let at = start;
  while (rest >= 0x80) {
    buffer[at] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
    at += 1;
  }
  buffer[at] = rest;
  return at + 1;
}

function varIntBytes(value: number): number {
  let bytes = 1;
  for (let rest = value * 2; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}
