const FIRST_BYTES = 64 * 1024;
const TWO_TO_32 = 2 ** 32;
/** Bytes of the largest value that has a fixed size, with the mark of a Nullable. */
const FIXED_BYTES = 17;
/** Bytes that a text's length takes at most. */
const LENGTH_BYTES = 5;
/** Bytes that one UTF-16 code unit takes at most. */
const UNIT_BYTES = 3;

/** Writes values in ClickHouse's format RowBinary: one after the other, row after row, without names or marks between them. */
export interface RowBinaryWriter {
  /** String or LowCardinality(String). */
  readonly text: (value: string) => void;
  /** UInt32. */
  readonly uint32: (value: number) => void;
  /** UInt64, from a safe integer. */
  readonly uint64: (value: number) => void;
  /** Date32, as days since 1970. */
  readonly days: (value: number) => void;
  /** DateTime64(3), as milliseconds since 1970. */
  readonly milliseconds: (value: number) => void;
  /** Decimal(38, s), as the number of its smallest units, which must fit 64 bits. */
  readonly decimal: (units: bigint) => void;
  /** Precedes the value of a Nullable, or stands in its place: whether it is NULL. */
  readonly isNull: (value: boolean) => void;
  /** What was written so far. */
  readonly bytes: () => Uint8Array;
  /** How many bytes that is. */
  readonly size: () => number;
}

/** A writer that has written nothing. */
export function createRowBinaryWriter(): RowBinaryWriter {
  let buffer = Buffer.allocUnsafe(FIRST_BYTES);
  let end = 0;
  const reserve = (bytes: number): void => {
    if (end + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + bytes));
    buffer.copy(larger, 0, 0, end);
    buffer = larger;
  };
  const low32 = (value: number): void => {
    buffer[end] = value;
    buffer[end + 1] = value >>> 8;
    buffer[end + 2] = value >>> 16;
    buffer[end + 3] = value >>> 24;
    end += 4;
  };
  const int64 = (value: number): void => {
    reserve(FIXED_BYTES);
    low32((value % TWO_TO_32) | 0);
    low32(Math.floor(value / TWO_TO_32) | 0);
  };
  const int32 = (value: number): void => {
    reserve(FIXED_BYTES);
    low32(value);
  };
  const length = (bytes: number): void => {
    let rest = bytes;
    for (; rest > 0x7f; rest >>>= 7) buffer[end++] = (rest & 0x7f) | 0x80;
    buffer[end++] = rest;
  };
  return {
    text: (value) => {
      reserve(LENGTH_BYTES + value.length * UNIT_BYTES);
      const start = end;
      length(value.length);
      for (let index = 0; index < value.length; index += 1) {
        const unit = value.charCodeAt(index);
        // Copying ASCII here is faster than a call into Node for each of a row's short texts.
        if (unit > 0x7f) {
          end = start;
          length(Buffer.byteLength(value));
          end += buffer.write(value, end);
          return;
        }
        buffer[end++] = unit;
      }
    },
    uint32: int32,
    uint64: int64,
    days: int32,
    milliseconds: int64,
    decimal: (units) => {
      reserve(FIXED_BYTES);
      end = buffer.writeBigInt64LE(units, end);
      const sign = units < 0n ? -1 : 0;
      low32(sign);
      low32(sign);
    },
    isNull: (value) => {
      reserve(FIXED_BYTES);
      buffer[end++] = value ? 1 : 0;
    },
    bytes: () => buffer.subarray(0, end),
    size: () => end,
  };
}
