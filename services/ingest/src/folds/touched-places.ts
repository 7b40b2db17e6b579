import type { Position } from "@milepost/contracts";
import { contributionOf, placeKey } from "@milepost/plan";
import type { Contribution, FoldPlace, FoldRule, RowChange, RowVersion } from "@milepost/plan";
import { behind } from "./read-rows.ts";

/** Places whose rows changed, and behind which records. */
export interface TouchedPlaces {
  /** Takes what came of a row from a position on; without one, everything. */
  take(changes: readonly RowChange[], since: Position | undefined): void;
  has(place: string): boolean;
  /** The position behind the last record that touched a place. */
  last(place: string): Position;
  places(): ReadonlyMap<string, FoldPlace>;
}

/** What a version of a row gives a KPI: nothing when the row is not there. */
export function given(version: RowVersion | undefined, rule: FoldRule): Contribution {
  return version?.fields === undefined ? { kind: "nothing" } : contributionOf(version.fields, rule);
}

/** Both the place that a row left and the one it came to are touched, where what it gives changed. */
export function touchedPlaces(rule: FoldRule): TouchedPlaces {
  const places = new Map<string, FoldPlace>();
  const lasts = new Map<string, Position>();
  const touch = (contribution: Contribution, by: Position): void => {
    if (contribution.kind === "nothing" || contribution.place === undefined) return;
    const key = placeKey(contribution.place);
    const last = lasts.get(key) ?? {};
    const further = Object.entries(by).filter(([place, offset]) => offset > (last[place] ?? 0));
    places.set(key, contribution.place);
    lasts.set(key, { ...last, ...Object.fromEntries(further) });
  };
  return {
    take: (changes, since) => {
      for (const { before, after, came } of changes) {
        if (after !== came || isBelow(came, since)) continue;
        const [was, is] = [given(before, rule), given(after, rule)];
        if (textOf(was) === textOf(is)) continue;
        touch(was, behind(came));
        touch(is, behind(came));
      }
    },
    has: (place) => places.has(place),
    last: (place) => lasts.get(place) ?? {},
    places: () => places,
  };
}

function isBelow(version: RowVersion, since: Position | undefined): boolean {
  if (since === undefined) return false;
  return Object.entries(behind(version)).every(([place, offset]) => offset <= (since[place] ?? 0));
}

function textOf(contribution: Contribution): string {
  if (contribution.kind === "nothing") return "";
  const place = contribution.place === undefined ? "" : placeKey(contribution.place);
  return contribution.kind === "amount"
    ? `${place} ${contribution.amount}`
    : `${place} ${contribution.trouble.field} ${contribution.trouble.code}`;
}
