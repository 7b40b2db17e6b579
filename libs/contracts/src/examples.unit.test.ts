import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { publishedSchemas } from "../scripts/published-schemas.ts";
import { EVENTS, readEvent } from "./events/registry.ts";
import { EXAMPLE_EVENTS, EXAMPLE_PLAN, EXAMPLE_PROBLEM } from "./examples/index.ts";
import { planFileSchema } from "./plan/plan-file.ts";
import { problemSchema } from "./problem.ts";

const folder = join(import.meta.dirname, "../schemas");
const names = Object.keys(EVENTS) as (keyof typeof EVENTS)[];

/** An assessment that was made, and a link that was tested, have no reason why not; a row with fields is not deleted. */
const EXCLUSIVE = new Set([
  "assessmentMade.data.reason",
  "leadTested.data.reason",
  "recordCaptured.data.deleted",
]);

describe("published schemas", () => {
  it("are up to date (else: node libs/contracts/scripts/write-schemas.ts)", () => {
    for (const [name, schema] of publishedSchemas()) {
      const path = join(folder, name);
      expect(existsSync(path), name).toBe(true);
      expect(JSON.parse(readFileSync(path, "utf8")), name).toEqual(JSON.parse(JSON.stringify(schema)));
    }
  });

  it("are the only ones in their folder", () => {
    const files = readdirSync(folder, { recursive: true }).map(String);
    const found = files.filter((name) => name.endsWith(".json")).map((name) => name.replaceAll("\\", "/"));
    expect(found.toSorted()).toEqual([...publishedSchemas().keys()].toSorted());
  });

  it("accept the examples and refuse a plan with a mistyped key", () => {
    const read = (name: string): z.ZodType =>
      z.fromJSONSchema(JSON.parse(readFileSync(join(folder, name), "utf8")));
    for (const example of Object.values(EXAMPLE_EVENTS)) {
      expect(read(`events/${example.type}.json`).safeParse(example).error, example.type).toBeUndefined();
    }
    expect(read("problem.json").safeParse(EXAMPLE_PROBLEM).error).toBeUndefined();
    expect(read("plan-file.json").safeParse(EXAMPLE_PLAN).error).toBeUndefined();
    expect(read("plan-file.json").safeParse({ ...EXAMPLE_PLAN, gaols: {} }).success).toBe(false);
  });
});

describe("examples", () => {
  it.each(names)("%s is read as it stands, and nothing of it is changed or lost", (name) => {
    expect(readEvent(EXAMPLE_EVENTS[name])).toEqual({ ok: true, event: EXAMPLE_EVENTS[name] });
  });

  it.each(names)("%s is complete: no field of its schema is left out", (name) => {
    const missing = missingFields(EVENTS[name].schema, EXAMPLE_EVENTS[name], name);
    expect(missing.filter((field) => !EXCLUSIVE.has(field) && !isOtherForm(field))).toEqual([]);
  });

  it("of the plan and of a problem are read as they stand", () => {
    expect(planFileSchema.parse(EXAMPLE_PLAN)).toEqual(EXAMPLE_PLAN);
    expect(problemSchema.parse(EXAMPLE_PROBLEM)).toEqual(EXAMPLE_PROBLEM);
  });

  it("of the plan shows every field of every kind of object", () => {
    for (const [section, objects] of Object.entries(EXAMPLE_PLAN)) {
      if (section === "apiVersion" || section === "alerting") continue;
      const schema = planFileSchema.shape[section as "kpis"].unwrap().valueType;
      const all = Object.values(objects).map((object) => new Set(missingFields(schema, object, section)));
      const everywhere = [...(all[0] ?? [])].filter((field) => all.every((missing) => missing.has(field)));
      expect(everywhere.filter((field) => !isOtherForm(field))).toEqual([]);
    }
  });
});

/** Fields that only stand in place of one that the example shows, or in another object of the example plan. */
function isOtherForm(field: string): boolean {
  return /\.(?:binding|redFlag|redFlagDistance|currency|runningOf|restarts|range|tolerance|successRatio)$/.test(
    field,
  );
}

/** Paths of a schema's fields, optional ones too, that a value does not have. */
function missingFields(schema: unknown, value: unknown, path: string): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return missingFields(schema.unwrap(), value, path);
  if (schema instanceof z.ZodArray) {
    const elements = Array.isArray(value) ? value : [];
    return elements.flatMap((element, index) => missingFields(schema.element, element, `${path}.${index}`));
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return [];
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    if (!Object.hasOwn(value, key)) return [`${path}.${key}`];
    return missingFields(field, (value as Record<string, unknown>)[key], `${path}.${key}`);
  });
}
