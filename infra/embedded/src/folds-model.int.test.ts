import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openFoldsUnderTest, recordEvent } from "./folds.fixture.ts";
import type { FoldingInstance, FoldsUnderTest } from "./folds.fixture.ts";
import { MODEL_KPIS, MODEL_PLAN, differences, modelValues, sentFields } from "./folds-model.fixture.ts";

const RUNS = 6;
const TIMEOUT_MS = 300_000;

let under: FoldsUnderTest;
const instances: FoldingInstance[] = [];

beforeAll(async () => {
  under = await openFoldsUnderTest();
  for (let index = 0; index < 2; index += 1) instances.push(await under.instance());
  await instances[0]?.applyPlan(MODEL_PLAN);
});
afterAll(() => under.close());

const change = fc.record({
  key: fc.nat(4),
  second: fc.nat(20),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constant("upsert" as const) },
    fc.constant("delete" as const),
    fc.constant("repeat" as const),
  ),
  cents: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -300, max: 300 }) }, fc.constant(null)),
  month: fc.nat(2),
  plant: fc.constantFrom("u" as const, "v" as const),
  won: fc.boolean(),
});
const batch = fc.record({
  by: fc.nat(1),
  changes: fc.array(change, { minLength: 1, maxLength: 6 }),
  after: fc.constantFrom("go on", "settle", "restart"),
});

let runs = 0;
const posted: object[] = [];

/** What is posted for a change; every run has a year and keys of its own. */
function eventOf(
  run: number,
  { key, second, what, month, ...fields }: typeof change extends fc.Arbitrary<infer T> ? T : never,
): object {
  const again = posted.at(-(1 + key));
  if (what === "repeat" && again !== undefined) return again;
  const day = `${2000 + run}-0${month + 1}-1${key}`;
  const event = recordEvent({
    id: `r${posted.length}`,
    key: `${run}-${key}`,
    stream: "s",
    time: new Date(Date.UTC(2026, 9, 1, 0, 0, second)).toISOString(),
    ...(what === "delete" ? {} : { fields: sentFields({ ...fields, day }) }),
  });
  posted.push(event);
  return event;
}

it(
  "whatever comes, in whatever order and batches, folded by two instances that are ended and started: values are what the final rows say",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 5 }), async (batches) => {
        const run = (runs += 1);
        for (const { by, changes, after } of batches) {
          const results = await instances[by]?.post(changes.map((one) => eventOf(run, one)));
          expect(results?.every(({ status }) => status === "accepted")).toBe(true);
          if (after === "settle") await under.settled();
          if (after === "restart") {
            await instances[by]?.close();
            instances[by] = await under.instance();
          }
        }
        await under.settled();
        const expected = modelValues(await under.test.events("records"));
        for (const kpi of MODEL_KPIS) {
          expect([kpi, differences(expected[kpi], await under.values(kpi))]).toEqual([kpi, []]);
        }
      }),
      { numRuns: RUNS },
    );
    expect(await under.query("SELECT * FROM conflicts")).toEqual([]);
  },
  TIMEOUT_MS,
);
