import type { z } from "zod";
import { MilepostError } from "./errors.ts";

/** Parses a service's settings once; every problem is reported together, by name. */
export function parseSettings<Settings>(
  schema: z.ZodType<Settings>,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Settings> {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return Object.freeze(parsed.data);
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new MilepostError("config_invalid", `These settings are not usable:\n  ${lines.join("\n  ")}`, {
    details: { problems: lines },
  });
}
