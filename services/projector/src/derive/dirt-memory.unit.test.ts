import type { LogRecord } from "@milepost/event-log";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CLEAN } from "./dirt.ts";
import { createDirtMemory } from "./dirt-memory.ts";

const record = (partition: number, offset: number): LogRecord => ({
  topic: "observations",
  partition,
  offset,
  key: `k${offset}/`,
  value: null,
  text: "",
});

const END = 40;
const range = fc
  .tuple(fc.nat(END), fc.nat(END))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

test("every offset between two positions is remembered or said to be missing, whatever batches came, twice or overlapping", () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), range, fc.nat(END), (batches, asked, below) => {
      const memory = createDirtMemory();
      for (const { from, to } of batches) {
        const offsets = Array.from({ length: to - from }, (_, index) => from + index);
        const kpis = new Set(offsets.map((offset) => `k${offset}`));
        memory.add(
          offsets.map((offset) => record(0, offset)),
          { ...CLEAN, kpis },
        );
      }
      memory.forgetBelow({ "observations/0": below });
      const { dirt, missing } = memory.between(
        { "observations/0": asked.from },
        { "observations/0": asked.to },
      );
      for (let offset = asked.from; offset < asked.to; offset += 1) {
        const isMissing = missing.some(({ from, to }) => offset >= from && offset < to);
        expect(isMissing || dirt.kpis.has(`k${offset}`)).toBe(true);
        const wasTaken = batches.some(({ from, to }) => offset >= from && offset < to);
        expect(isMissing && wasTaken && offset >= below).toBe(false);
      }
    }),
  );
});

test("a memory is bounded: of more batches than it keeps, the oldest are said to be missing", () => {
  const memory = createDirtMemory();
  for (let offset = 0; offset < 300; offset += 1) {
    memory.add([record(0, offset)], { ...CLEAN, kpis: new Set([`k${offset}`]) });
  }
  const { dirt, missing } = memory.between({}, { "observations/0": 300 });
  expect(missing).toEqual([{ topic: "observations", partition: 0, from: 0, to: 300 - dirt.kpis.size }]);
  expect(dirt.kpis.size).toBeLessThan(300);
});
