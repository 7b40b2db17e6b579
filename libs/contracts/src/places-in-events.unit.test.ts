import { expect, it } from "vitest";
import { z } from "zod";
import { positionSchema } from "./events/position.ts";
import { EVENTS } from "./events/registry.ts";
import { PLACES_IN_EVENTS } from "./places-in-events.ts";

type Found = readonly string[];

/** Paths below an event at which a schema holds a position, or members that make a place. */
function placesIn(schema: unknown, path: Found): readonly Found[] {
  if (schema === positionSchema) return [path];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return placesIn(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return placesIn(schema.element, [...path, "[]"]);
  if (!(schema instanceof z.ZodObject)) return [];
  const members = Object.entries(schema.shape as Readonly<Record<string, unknown>>);
  const inner = members.flatMap(([name, member]) => placesIn(member, [...path, name]));
  return "partition" in schema.shape || "offset" in schema.shape ? [path, ...inner] : inner;
}

it("every position and every place that an event's schema has is listed, and nothing else", () => {
  for (const { type, data } of Object.values(EVENTS)) {
    const listed = (PLACES_IN_EVENTS.get(type) ?? []).filter(({ holds }) => holds !== "id");
    expect(listed.map(({ path }) => path.join(".")).toSorted(), type).toEqual(
      placesIn(data, ["data"])
        .map((path) => path.join("."))
        .toSorted(),
    );
  }
  expect(PLACES_IN_EVENTS.size).toBe(11);
});
