import { hash } from "node:crypto";
import type { Position } from "@milepost/contracts";
import { partitionKey } from "@milepost/event-log";
import type { EventLog } from "@milepost/event-log";
import type { FoldRule } from "@milepost/plan";

const DEFINITION_CHARACTERS = 12;
/** Of a definition, what a fold's id names. */
const NAMED_CHARACTERS = 8;
const ID_HASH_CHARACTERS = 24;
const BASE_36 = 36;

/** Stands for what decides the values that rows make: another definition, other values. */
export function definitionOf({ text }: Pick<FoldRule, "text">): string {
  return hash("sha256", text, "hex").slice(0, DEFINITION_CHARACTERS);
}

/** A moment at which rows are folded: no other one has the same time, and a later one never a lower position. */
export interface FoldMoment {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The records below it are folded. */
  readonly position: Position;
}

/** What a fold's id says. */
export interface FoldName extends FoldMoment {
  readonly kpi: string;
  readonly definition: string;
}

/** Reads and writes the ids of a log's folds, such as `revenue-fold-g1.118-murzg0bg-3fa2b1c4`: up to where, when, by which definition. */
export interface FoldIds {
  of(name: FoldName): string;
  /** Up to where a fold of a definition took the records in; undefined: it is none of this definition and log. */
  positionOf(fold: string, definition: string): Position | undefined;
}

/** Offsets of another generation say nothing in this one. */
export function foldIdsOf({ generation, partitions }: Pick<EventLog, "generation" | "partitions">): FoldIds {
  const places = Array.from({ length: partitions.records }, (_, partition) =>
    partitionKey({ topic: "records", partition }),
  );
  const head = `g${generation}.`;
  return {
    of: ({ kpi, at, position, definition }) => {
      const offsets = places.map((place) => position[place] ?? 0).join(".");
      return `${kpi}-fold-${head}${offsets}-${at.toString(BASE_36)}-${definition.slice(0, NAMED_CHARACTERS)}`;
    },
    positionOf: (fold, definition) => {
      const [offsetsText = "", , named] = fold.slice(fold.lastIndexOf("-fold-") + "-fold-".length).split("-");
      if (named !== definition.slice(0, NAMED_CHARACTERS) || !offsetsText.startsWith(head)) return undefined;
      const offsets = offsetsText.slice(head.length).split(".");
      if (offsets.length !== places.length) return undefined;
      return Object.fromEntries(places.map((place, index) => [place, Number(offsets[index])]));
    },
  };
}

/** An event id that the same fold gives again to the same content, and never to another. */
export function foldedEventId({ kpi, at }: FoldName, fold: string, content: unknown): string {
  const digest = hash("sha256", JSON.stringify([fold, content]), "base64url").slice(0, ID_HASH_CHARACTERS);
  return `${kpi}-fold-${at.toString(BASE_36)}-${digest}`;
}

/** Whether everything below the second position is below the first one. */
export function covers(position: Position, other: Position): boolean {
  return Object.entries(other).every(([place, offset]) => (position[place] ?? 0) >= offset);
}
