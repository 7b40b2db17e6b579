import type { z } from "zod";
import { MilepostError } from "./errors.ts";

/** Parses a service's settings once; an empty one counts as unset, and every problem is reported together, by name. */
export function parseSettings<Settings>(
  schema: z.ZodType<Settings>,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Settings> {
  const given = Object.entries(environment).filter(([, value]) => value !== "");
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return Object.freeze(parsed.data);
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new MilepostError("config_invalid", `These settings are not usable:\n  ${lines.join("\n  ")}`, {
    details: { problems: lines },
  });
}
