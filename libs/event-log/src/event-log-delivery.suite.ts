import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConsumeOptions, Consumer } from "./index.ts";
import { partitionKey } from "./index.ts";
import { consumeOptions, sampleRecord } from "./log-under-test.ts";
import type { EventLogFactory, LogUnderTest } from "./log-under-test.ts";

const PROPERTY_RUNS = 15;

type Step =
  | { readonly step: "append"; readonly keys: readonly string[] }
  | { readonly step: "restart" }
  | { readonly step: "reopen" }
  | { readonly step: "refuse" };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { minLength: 1, maxLength: 9 })
        .map((keys): Step => ({ step: "append", keys })),
    },
    { weight: 2, arbitrary: fc.constant<Step>({ step: "restart" }) },
    { weight: 1, arbitrary: fc.constant<Step>({ step: "reopen" }) },
    { weight: 1, arbitrary: fc.constant<Step>({ step: "refuse" }) },
  ),
  { minLength: 1, maxLength: 14 },
);

/** At least once, in order, with no gap: over arbitrary appends, restarts and refusals. */
export function deliverySuite(factory: EventLogFactory): void {
  test("whatever appends, restarts and refusals come, every record is delivered, in order, with no gap", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 7 }), async (plan, maxBatchRecords) => {
        const under = await factory.open();
        try {
          const { delivered, appended } = await play(under, plan, maxBatchRecords);
          for (const [key, count] of Object.entries(appended)) {
            const offsets = delivered.get(key) ?? [];
            let highest = -1;
            for (const offset of offsets) {
              expect(offset).toBeLessThanOrEqual(highest + 1);
              highest = Math.max(highest, offset);
            }
            expect(highest).toBe(count - 1);
          }
        } finally {
          await under.close();
        }
      }),
      { numRuns: PROPERTY_RUNS },
    );
  });
}

/** Plays the steps and lets the consumer catch up; gives what was delivered and what is there, by partition. */
async function play(
  under: LogUnderTest,
  plan: readonly Step[],
  maxBatchRecords: number,
): Promise<{ delivered: Map<string, number[]>; appended: Readonly<Record<string, number>> }> {
  const delivered = new Map<string, number[]>();
  let refusals = 0;
  const onBatch: ConsumeOptions["onBatch"] = async (records) => {
    for (const record of records) {
      const key = partitionKey(record);
      delivered.set(key, [...(delivered.get(key) ?? []), record.offset]);
    }
    if (refusals > 0) {
      refusals -= 1;
      throw new Error("refused");
    }
  };
  let log = under.log;
  const start = (): Consumer => log.consume(consumeOptions({ group: "g", maxBatchRecords, onBatch }));
  let consumer = start();
  for (const [index, step] of plan.entries()) {
    if (step.step === "append") await log.append(step.keys.map((key) => sampleRecord(key, `${index}`)));
    if (step.step === "refuse") refusals = 1;
    if (step.step === "reopen") log = await under.reopen();
    if (step.step === "restart") await consumer.close();
    if (step.step === "restart" || step.step === "reopen") consumer = start();
  }
  const appended = await log.end(["observations"]);
  await consumer.waitFor(appended);
  return { delivered, appended };
}
