import type { MilepostEvent } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";

/** A row of the stream `s`, as the model knows it. */
export interface ModelFields {
  /** Hundredths; null: the row has no amount. */
  readonly cents: number | null;
  readonly day: string;
  readonly plant: "u" | "v";
  readonly won: boolean;
}

/** The fields of a row as they are sent. */
export function sentFields({ cents, ...rest }: ModelFields): Record<string, string | boolean | null> {
  return { ...rest, amount: cents === null ? null : (cents / 100).toFixed(2) };
}

const common = { unit: "count", direction: "increase", grain: "month" } as const;
const binding = (measure: object, more: object = {}): object => ({
  stream: "s",
  measure,
  time: { field: "day" },
  ...more,
});

/** Four KPIs over one stream. */
export const MODEL_PLAN: object = planFile({
  goals: {},
  kpis: {
    total: {
      name: "Sum by plant",
      ...common,
      behaviour: "flow",
      dimensions: ["plant"],
      total: "derived",
      binding: binding({ agg: "sum", field: "amount" }, { dimensions: { plant: "plant" } }),
    },
    won: {
      name: "Won",
      ...common,
      behaviour: "flow",
      binding: binding(
        { agg: "count" },
        { filter: [{ field: "won", op: "eq", value: true }], empty: "zero-if-proven" },
      ),
    },
    mean: {
      name: "Mean",
      ...common,
      behaviour: "average",
      binding: binding({ agg: "average", field: "amount" }),
    },
    least: { name: "Least", ...common, behaviour: "min", binding: binding({ agg: "min", field: "amount" }) },
  },
});

export const MODEL_KPIS = ["total", "won", "mean", "least"] as const;
type ModelKpi = (typeof MODEL_KPIS)[number];

/** What the KPIs must say by the records of a log, in thirty lines: `series period` → value, null is unknown. */
export function modelValues(
  records: readonly MilepostEvent[],
): Readonly<Record<ModelKpi, ReadonlyMap<string, number | null>>> {
  const rows = new Map<string, { readonly time: string; readonly fields: ModelFields | undefined }>();
  const ids = new Set<string>();
  const onceWon = new Set<string>();
  for (const event of records) {
    if (event.type !== "milepost.record.captured.v1" || ids.has(event.id)) continue;
    ids.add(event.id);
    const { key, fields } = event.data;
    const time = new Date(event.time).toISOString();
    if ((rows.get(key)?.time ?? "") > time) continue;
    const row = fields === undefined ? undefined : readFields(fields);
    rows.set(key, { time, fields: row });
    if (row?.won === true) onceWon.add(row.day.slice(0, 7));
  }
  const there = [...rows.values()].flatMap(({ fields }) => (fields === undefined ? [] : [fields]));
  const won = Map.groupBy(
    there.filter((row) => row.won),
    (row) => row.day.slice(0, 7),
  );
  const byMonth = Map.groupBy(there, (row) => row.day.slice(0, 7));
  const byPlant = Map.groupBy(there, (row) => `plant=${row.plant} ${row.day.slice(0, 7)}`);
  return {
    total: folded(byPlant, (cents) => sum(cents) / 100),
    won: new Map([...onceWon].map((month) => [month, won.get(month)?.length ?? 0])),
    mean: folded(byMonth, (cents) => sum(cents) / 100 / cents.length),
    least: folded(byMonth, (cents) => Math.min(...cents) / 100),
  };
}

function readFields(fields: Readonly<Record<string, unknown>>): ModelFields {
  const { amount, day, plant, won } = fields;
  const cents = amount === null ? null : Math.round(Number(amount) * 100);
  return { cents, day: String(day), plant: plant as "u", won: won === true };
}

function folded(
  groups: ReadonlyMap<string, readonly ModelFields[]>,
  fold: (cents: readonly number[]) => number,
): ReadonlyMap<string, number | null> {
  return new Map(
    [...groups].map(([place, rows]) => {
      const cents = rows.flatMap((row) => row.cents ?? []);
      return [place, cents.length < rows.length ? null : fold(cents)];
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Where values are not what the model says; what is unknown may be absent. */
export function differences(
  expected: ReadonlyMap<string, number | null>,
  found: ReadonlyMap<string, string | null>,
): readonly string[] {
  const places = new Set([...expected.keys(), ...found.keys()]);
  return [...places].flatMap((place) => {
    const [wanted, text] = [expected.get(place) ?? null, found.get(place) ?? null];
    const is = text === null ? null : Number(text);
    const same = wanted === null || is === null ? wanted === is : Math.abs(wanted - is) < 1e-8;
    return same ? [] : [`${place}: ${wanted} expected, ${text} found`];
  });
}
