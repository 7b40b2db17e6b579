import { foldSource } from "@milepost/contracts";
import type { Logged } from "./logged.ts";
import type { Row } from "./rows.ts";

/** What a KPI's binding says, as far as the suites use it. */
interface Bound {
  readonly kpi: string;
  readonly stream: string;
  readonly agg: "sum" | "count" | "average";
  readonly onlyWon: boolean;
  readonly byPlant: boolean;
  readonly zeroIfProven: boolean;
}

type Fields = Readonly<Record<string, string | boolean | null>>;

/** A place of a KPI: series and period. */
interface Tally {
  readonly amounts: (bigint | null)[];
}

/** One billionth is the unit of every sum: what tables hold. */
const DIGITS = 9;

/**
 * What the rows of the log come to, by every binding of the plan: the known values that `observations` must show, and no
 * others. Of one id the first event counts, of one row the greatest (time, offset).
 */
export function foldedRows(logged: readonly Logged[]): Readonly<Record<string, readonly Row[]>> {
  const bound = boundKpis(logged);
  if (bound.length === 0) return {};
  const streams = Map.groupBy(versionsOf(logged), ({ stream }) => stream);
  const rows = bound.flatMap((one) => rowsOf(one, streams.get(one.stream) ?? []));
  const kpis = bound.map(({ kpi }) => `'${kpi}'`).join(", ");
  return { [`(SELECT * FROM observations WHERE value IS NOT NULL AND kpi IN (${kpis}))`]: rows };
}

function boundKpis(logged: readonly Logged[]): readonly Bound[] {
  const defined = new Map<string, Bound | undefined>();
  for (const { topic, event } of logged) {
    if (topic !== "strategy" || event?.type !== "milepost.kpi.defined.v1") continue;
    const kpi = String(event.data["id"]);
    const { binding } = event.data["definition"] as { readonly binding?: Binding };
    defined.set(kpi, binding === undefined ? undefined : boundOf(kpi, binding));
  }
  return [...defined.values()].filter((one) => one !== undefined);
}

interface Binding {
  readonly stream: string;
  readonly measure: { readonly agg: Bound["agg"] };
  readonly filter?: readonly unknown[];
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly empty?: string;
}

function boundOf(kpi: string, { stream, measure, filter = [], dimensions = {}, empty }: Binding): Bound {
  const { agg } = measure;
  const byPlant = "plant" in dimensions;
  return { kpi, stream, agg, onlyWon: filter.length > 0, byPlant, zeroIfProven: empty === "zero-if-proven" };
}

interface Version {
  readonly stream: string;
  readonly key: string;
  readonly time: number;
  /** Undefined: the row was deleted. */
  readonly fields: Fields | undefined;
}

/** Versions of rows in the order in which they came; all of a row stand in one partition. */
function versionsOf(logged: readonly Logged[]): readonly Version[] {
  const ids = new Set<string>();
  return logged.flatMap(({ topic, event }) => {
    if (topic !== "records" || event?.type !== "milepost.record.captured.v1") return [];
    const { stream, key, fields } = event.data as { stream: string; key: string; fields?: Fields };
    const id = [stream, key, event.source, event.id].join(" ");
    if (ids.has(id)) return [];
    ids.add(id);
    return [{ stream, key, time: Date.parse(event.time), fields }];
  });
}

function rowsOf(bound: Bound, versions: readonly Version[]): readonly Row[] {
  const standing = new Map<string, Version>();
  const places = new Map<string, Tally>();
  for (const version of versions) {
    if ((standing.get(version.key)?.time ?? 0) > version.time) continue;
    standing.set(version.key, version);
    // A place that had a row once stays one.
    const place = placeOf(bound, version.fields);
    if (place !== undefined) places.set(place, { amounts: [] });
  }
  for (const { fields } of standing.values()) {
    const place = placeOf(bound, fields);
    if (place !== undefined) places.get(place)?.amounts.push(amountOf(bound, fields ?? {}));
  }
  return [...places].flatMap(([place, tally]) => rowOf(bound, place, tally));
}

/** Where a row counts, as `series period`; undefined: nowhere. */
function placeOf({ onlyWon, byPlant }: Bound, fields: Fields | undefined): string | undefined {
  if (fields === undefined || (onlyWon && fields["won"] !== true)) return undefined;
  const series = byPlant ? `plant=${String(fields["plant"])}` : "";
  return `${series} ${String(fields["day"]).slice(0, 7)}`;
}

/** In billionths; null: the row does not say it. */
function amountOf({ agg }: Bound, { amount = null }: Fields): bigint | null {
  if (agg === "count") return 10n ** BigInt(DIGITS);
  if (amount === null) return null;
  const [whole = "", fraction = ""] = String(amount).split(".");
  return BigInt(`${whole}${fraction.padEnd(DIGITS, "0")}`);
}

/** Nothing where the value is unknown: a row has no amount, or none is left. */
function rowOf(bound: Bound, place: string, { amounts }: Tally): readonly Row[] {
  const known = amounts.filter((amount) => amount !== null);
  const isUnknown = known.length < amounts.length || (amounts.length === 0 && !bound.zeroIfProven);
  if (isUnknown) return [];
  const [series = "", period = ""] = place.split(" ");
  const sum = known.reduce((total, amount) => total + amount, 0n);
  const count = BigInt(known.length);
  const isAverage = bound.agg === "average";
  return [
    {
      kpi: bound.kpi,
      series,
      period_label: period,
      kind: "actual",
      value: decimal(isAverage ? quotient(sum, count) : sum),
      numerator: isAverage ? decimal(sum) : null,
      denominator: isAverage ? String(count) : null,
      completeness: "complete",
      source: foldSource(bound.kpi),
    },
  ];
}

/** Rounded half away from zero. */
function quotient(sum: bigint, count: bigint): bigint {
  const rest = 2n * (sum % count);
  const away = (rest < 0n ? -rest : rest) >= count ? 1n : 0n;
  return sum / count + (sum < 0n ? -away : away);
}

function decimal(billionths: bigint): string {
  const sign = billionths < 0n ? "-" : "";
  const digits = String(billionths < 0n ? -billionths : billionths).padStart(DIGITS + 1, "0");
  const fraction = digits.slice(-DIGITS).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -DIGITS)}${fraction === "" ? "" : `.${fraction}`}`;
}
