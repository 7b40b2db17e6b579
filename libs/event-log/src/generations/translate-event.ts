import {
  deadLetterId,
  deadLetterPlace,
  PLACE_IN_ALL_EVENTS,
  PLACES_IN_EVENTS,
  positionSchema,
} from "@milepost/contracts";
import type { EventType, LogPlace, PlaceField, Position } from "@milepost/contracts";
import { logPlaceSchema } from "@milepost/contracts";
import type { Partition } from "../index.ts";
import { jsonMember } from "./json-member.ts";
import { parsePartition } from "./place-map.ts";
import type { PlaceMap } from "./place-map.ts";

/** What a text must hold for an event in it to name a place. */
const MARKS: readonly string[] = [
  JSON.stringify(PLACE_IN_ALL_EVENTS.path.at(-1)),
  ...[...PLACES_IN_EVENTS.keys()].map((type) => JSON.stringify(type)),
];

/** An event's fields that name places, with what they hold. */
export type NamedPlaces = readonly NamedPlace[];

type NamedPlace = { readonly field: PlaceField } & (
  | { readonly holds: "position"; readonly position: Position }
  | { readonly holds: "place" | "id"; readonly place: LogPlace }
);

/** The places that the event in a text names; empty where it names none, or is none. */
export function namedPlaces(text: string): NamedPlaces {
  // Nearly all records are observations, which name none: they are not parsed.
  if (!MARKS.some((mark) => text.includes(mark))) return [];
  const event = parsed(text);
  const type = memberOf(event, ["type"]) as EventType;
  return [...(PLACES_IN_EVENTS.get(type) ?? []), PLACE_IN_ALL_EVENTS].flatMap((field) => {
    const named = namedPlace(field, memberOf(event, field.path));
    return named === undefined ? [] : [named];
  });
}

/** Up to where each partition must be known to translate the places: their first unneeded offsets. */
export function neededEnds(named: NamedPlaces): readonly (Partition & { readonly offset: number })[] {
  return named.flatMap((one) => {
    if (one.holds !== "position") return [{ ...one.place, offset: one.place.offset + 1 }];
    return Object.entries(one.position).flatMap(([key, offset]) => {
      const partition = parsePartition(key);
      return partition === undefined ? [] : [{ ...partition, offset }];
    });
  });
}

/** The same text with other places; every other character stays as it is. */
export function translateEvent(text: string, named: NamedPlaces, map: PlaceMap): string {
  return named.reduce((translated, one) => {
    const { path } = one.field;
    if (one.holds === "position") return replaced(translated, path, map.position(one.position));
    const place = map.place(one.place);
    if (one.holds === "id") return replaced(translated, path, deadLetterId(place));
    const { partition, offset } = place;
    return replaced(replaced(translated, [...path, "partition"], partition), [...path, "offset"], offset);
  }, text);
}

function replaced(text: string, path: readonly string[], value: unknown): string {
  const span = jsonMember(text, path);
  return span === undefined
    ? text
    : `${text.slice(0, span.from)}${JSON.stringify(value)}${text.slice(span.to)}`;
}

function namedPlace(field: PlaceField, value: unknown): NamedPlace | undefined {
  switch (field.holds) {
    case "position": {
      const position = positionSchema.safeParse(value);
      return position.success ? { field, holds: "position", position: position.data } : undefined;
    }
    case "place": {
      const place = logPlaceSchema.safeParse(value);
      return place.success ? { field, holds: "place", place: place.data } : undefined;
    }
    case "id": {
      const place = typeof value === "string" ? deadLetterPlace(value) : undefined;
      return place === undefined ? undefined : { field, holds: "id", place };
    }
  }
}

function memberOf(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === "object" && inner !== null
        ? (inner as Readonly<Record<string, unknown>>)[name]
        : undefined,
    value,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
