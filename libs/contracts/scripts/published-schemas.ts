import { EVENTS, planFileSchema, problemSchema } from "../src/index.ts";
import { z } from "zod";

/** Every published JSON Schema (draft 2020-12), by its path below `schemas/`. */
export function publishedSchemas(): ReadonlyMap<string, object> {
  const events = Object.values(EVENTS).map(
    ({ type, schema }) => [`events/${type}.json`, jsonSchema(schema, type)] as const,
  );
  return new Map([
    ["plan-file.json", jsonSchema(planFileSchema, "A Milepost plan, apiVersion milepost/v1")],
    ["problem.json", jsonSchema(problemSchema, "RFC 9457 problem details of Milepost's API")],
    ...events,
  ]);
}

function jsonSchema(schema: z.ZodType, title: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ jsonSchema: part }) => {
      // The pattern only spells the format out, over half a page.
      if (part.format !== undefined) delete part.pattern;
    },
  });
  return { $schema, title, ...rest };
}
