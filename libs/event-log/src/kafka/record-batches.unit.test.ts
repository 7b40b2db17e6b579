import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBatch, outgoingRecord } from "./encode-batch.ts";
import type { FetchedPartition } from "./fetch-request.ts";
import { readRecordBatches } from "./record-batches.ts";

const HEADER_BYTES = 61;
const IDENTITY = { producerId: 7n, producerEpoch: 0, sequence: 0 };

const records = fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })), {
  minLength: 1,
  maxLength: 20,
});

test("what was encoded is read again, over several batches, from any offset on", () => {
  fc.assert(
    fc.property(fc.array(records, { minLength: 1, maxLength: 5 }), fc.nat(100), (batches, skipped) => {
      const all = batches.flat();
      let first = 0;
      const encoded = batches.map((batch) => {
        const buffer = batchOf(batch, first);
        first += batch.length;
        return buffer;
      });
      const from = Math.min(skipped, all.length);
      const read = readRecordBatches(fetched(encoded), from);
      expect(read.next).toBe(all.length);
      expect(read.records).toEqual(all.map(([key, text], offset) => ({ offset, key, text })).slice(from));
    }),
  );
});

test("a batch that was cut off is left for the next answer", () => {
  const whole = batchOf([["k", "one"]], 0);
  const cut = batchOf([["k", "two"]], 1).subarray(0, -1);
  const read = readRecordBatches(fetched([whole, cut]), 0);
  expect(read).toEqual({ records: [{ offset: 0, key: "k", text: "one" }], next: 1 });
  expect(readRecordBatches(fetched([cut]), 1)).toEqual({ records: [], next: 1 });
});

test("a batch of which compaction left nothing is passed over", () => {
  const empty = batchOf([["k", "gone"]], 4).subarray(0, HEADER_BYTES);
  empty.writeInt32BE(empty.length - 12, 8);
  empty.writeInt32BE(0, 57);
  empty.writeInt32BE(5, 23);
  expect(readRecordBatches(fetched([empty]), 4)).toEqual({ records: [], next: 10 });
});

test.each([
  [1, gzipSync],
  [4, zstdCompressSync],
] as const)("batches compressed by codec %i are read", (codec, compress) => {
  const read = readRecordBatches(fetched([recoded(codec, compress)]), 0);
  expect(read.records).toEqual([{ offset: 0, key: "k", text: "packed" }]);
});

test("a compression that cannot be read is said, with the topic", () => {
  expect(() => readRecordBatches(fetched([recoded(3, (body) => body)]), 0)).toThrow(
    expect.objectContaining({ code: "log_corrupt", message: expect.stringContaining("test.strategy.g1") }),
  );
});

function batchOf(lines: readonly (readonly [string, string])[], first: number): Buffer {
  const batch = encodeBatch(
    lines.map(([key, text]) => outgoingRecord(key, text)),
    IDENTITY,
  );
  batch.writeBigInt64BE(BigInt(first), 0);
  return batch;
}

/** A batch as another client would have compressed it. */
function recoded(codec: number, compress: (body: Buffer) => Buffer): Buffer {
  const plain = batchOf([["k", "packed"]], 0);
  const batch = Buffer.concat([plain.subarray(0, HEADER_BYTES), compress(plain.subarray(HEADER_BYTES))]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt16BE(codec, 21);
  return batch;
}

function fetched(batches: readonly Buffer[]): FetchedPartition {
  return {
    topic: "test.strategy.g1",
    partition: 0,
    errorCode: 0,
    end: 0,
    aborted: [],
    batches: Buffer.concat(batches),
  };
}
