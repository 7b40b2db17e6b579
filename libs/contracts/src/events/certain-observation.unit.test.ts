import fc from "fast-check";
import { expect, test } from "vitest";
import { isCertainObservation } from "./certain-observation.ts";
import { observationRecorded } from "./observations.ts";

const VALID = {
  specversion: "1.0",
  id: "01JF3Q8Z7C4T",
  source: "//acme/erp",
  type: "milepost.observation.recorded.v1",
  subject: "on-time-delivery/plant=ulm",
  time: "2026-10-03T06:00:00Z",
  recordedtime: "2026-10-03T06:00:00.123Z",
  actor: "connector:erp",
  runid: "run-1",
  data: {
    kpi: "on-time-delivery",
    series: { plant: "ulm" },
    period: "2026-09",
    kind: "actual",
    value: "0.914",
    numerator: "914",
    denominator: "1000",
    unit: "ratio",
    completeness: "complete",
    knownAt: "2026-10-03T06:00:00Z",
    judged: {
      rules: "1",
      kpiVersion: 1,
      grain: "month",
      periodStart: "2026-09-01",
      periodEnd: "2026-09-30",
      periodEndsAt: "2026-09-30T22:00:00Z",
      seriesSource: "",
    },
  },
};

const PATHS: readonly (readonly string[])[] = [
  ...Object.keys(VALID).map((key) => [key]),
  ...Object.keys(VALID.data).map((key) => ["data", key]),
  ...Object.keys(VALID.data.judged).map((key) => ["data", "judged", key]),
  ["data", "series", "plant"],
  ["data", "series", "Plant"],
  ["data", "judged", "unheard"],
  ["data", "unheard"],
  ["unheard"],
];

const oddities: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    "",
    " ",
    "-0",
    "0",
    "00",
    "1.50",
    "1e3",
    ".5",
    "5.",
    "-",
    "1_000",
    0,
    -1,
  ),
  fc.constantFrom<unknown>(
    [],
    {},
    ["a"],
    "a=b",
    "a,b",
    "\n",
    true,
    1.5,
    Number.NaN,
    "2026-02-29",
    "2024-02-29",
  ),
  fc.constantFrom("2026-02-30T00:00:00Z", "2026-04-31", "2026-12-31T23:59:60Z", "2026-01-01T24:00:00Z"),
  fc.constantFrom(
    "2026-01-01T00:00:00+01:00",
    "2026-01-01",
    "2026-01-01T00:00Z",
    "2026-01-01T00:00:00.1234567891Z",
  ),
  fc.integer({ min: 0, max: 600 }).map((length) => "x".repeat(length)),
  fc
    .tuple(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 0, max: 11 }))
    .map(([whole, part]) => `${"9".repeat(whole)}.${"1".repeat(part)}`),
  fc.stringMatching(/^-?\d{1,4}(\.\d{0,3})?$/),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.string({ maxLength: 12 }),
);

function changed(value: unknown, path: readonly string[], to: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  // An earlier change may have taken the object away that this one looks for.
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: changed(fields[key], rest, to) };
}

test("a complete observation as ingest appends it is certain", () => {
  expect(isCertainObservation(VALID)).toBe(true);
});

test("whatever is called certain is valid, and its schema returns it unchanged", () => {
  let certain = 0;
  const changes = fc.array(fc.tuple(fc.constantFrom(...PATHS), oddities), { minLength: 0, maxLength: 2 });
  fc.assert(
    fc.property(changes, (list) => {
      const value = list.reduce<unknown>((before, [path, to]) => changed(before, path, to), VALID);
      if (!isCertainObservation(value)) return;
      certain += 1;
      const read = observationRecorded.schema.safeParse(value);
      expect(read.success).toBe(true);
      // JSON, since a field that is undefined is absent in the log.
      expect(JSON.parse(JSON.stringify(read.data))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 3_000 },
  );
  expect(certain).toBeGreaterThan(100);
});

test.each<readonly [string, readonly string[], unknown]>([
  ["a decimal with needless zeros", ["data", "value"], "1.50"],
  ["a number for a decimal", ["data", "value"], 1],
  ["a missing value", ["data", "value"], undefined],
  ["a day that does not exist", ["time"], "2026-02-30T00:00:00Z"],
  ["an unknown kind", ["data", "kind"], "guess"],
  ["a judgement with a missing field", ["data", "judged", "grain"], undefined],
  ["no data", ["data"], undefined],
])("%s is left to the schema", (_what, path, to) => {
  expect(isCertainObservation(changed(VALID, path, to))).toBe(false);
});
