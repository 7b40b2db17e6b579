import type { Aggregation } from "@milepost/contracts";
import type { Contribution, FoldPlace, RowTrouble } from "./contribution.ts";
import { placeKey } from "./contribution.ts";
import { divideBillionths, fitsTable, fromBillionths } from "./exact-decimal.ts";

/** What the rows of a place come to; `empty`: there are none; `unknown`: one cannot be used. */
export type Folded =
  | { readonly kind: "empty" }
  | { readonly kind: "unknown"; readonly key: string | null; readonly trouble: RowTrouble }
  | {
      readonly kind: "value";
      readonly value: string;
      /** Of an average: the sum and how many rows. */
      readonly numerator?: string;
      readonly denominator?: string;
    };

/** Adds rows up, place by place, whatever their order. */
export interface RowFolding {
  /** Takes what a row gives. */
  add(key: string, contribution: Contribution): void;
  /** What the rows of a place come to. */
  folded(place: string): Folded;
  /** The places that rows were taken for. */
  places(): ReadonlyMap<string, FoldPlace>;
}

interface Tally {
  readonly place: FoldPlace;
  count: bigint;
  sum: bigint;
  least: bigint;
  greatest: bigint;
  /** Of several rows that cannot be used the one with the first key, so that it is the same in any order. */
  trouble: { readonly key: string; readonly trouble: RowTrouble } | undefined;
}

/** A folding that has seen no row; only places that are wanted are added up. */
export function createRowFolding(agg: Aggregation, isWanted: (place: FoldPlace) => boolean): RowFolding {
  const tallies = new Map<string, Tally>();
  const tallyOf = (place: FoldPlace): Tally => {
    const key = placeKey(place);
    const known = tallies.get(key);
    if (known !== undefined) return known;
    const tally: Tally = { place, count: 0n, sum: 0n, least: 0n, greatest: 0n, trouble: undefined };
    tallies.set(key, tally);
    return tally;
  };
  return {
    add: (key, contribution) => {
      if (contribution.kind === "nothing" || contribution.place === undefined) return;
      if (!isWanted(contribution.place)) return;
      const tally = tallyOf(contribution.place);
      if (contribution.kind === "amount") addAmount(tally, contribution.amount);
      else if (tally.trouble === undefined || key < tally.trouble.key) {
        tally.trouble = { key, trouble: contribution.trouble };
      }
    },
    folded: (place) => foldedOf(agg, tallies.get(place)),
    places: () => new Map([...tallies].map(([key, { place }]) => [key, place])),
  };
}

function addAmount(tally: Tally, amount: bigint): void {
  if (tally.count === 0n || amount < tally.least) tally.least = amount;
  if (tally.count === 0n || amount > tally.greatest) tally.greatest = amount;
  tally.count += 1n;
  tally.sum += amount;
}

function foldedOf(agg: Aggregation, tally: Tally | undefined): Folded {
  if (tally === undefined) return { kind: "empty" };
  if (tally.trouble !== undefined) return { kind: "unknown", ...tally.trouble };
  const { count, sum, least, greatest } = tally;
  if (!fitsTable(sum)) return { kind: "unknown", key: null, trouble: TOO_GREAT };
  switch (agg) {
    case "count":
      return { kind: "value", value: String(count) };
    case "sum":
      return { kind: "value", value: fromBillionths(sum) };
    case "min":
      return { kind: "value", value: fromBillionths(least) };
    case "max":
      return { kind: "value", value: fromBillionths(greatest) };
    case "average": {
      const value = fromBillionths(divideBillionths(sum, count));
      return { kind: "value", value, numerator: fromBillionths(sum), denominator: String(count) };
    }
  }
}

const TOO_GREAT: RowTrouble = {
  field: "",
  code: "too_great",
  message: "the sum has more digits than tables hold",
  fix: "measure in a greater unit",
};
