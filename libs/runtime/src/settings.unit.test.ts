import { expect, it } from "vitest";
import { z } from "zod";
import { parseSettings } from "./settings.ts";

it("all unusable settings are reported together, by name", () => {
  const schema = z.object({ PORT: z.coerce.number().int(), NAME: z.string() });
  expect(() => parseSettings(schema, { PORT: "x" })).toThrow(/PORT: .*\n\s*NAME: /);
});

it("settings cannot be changed afterwards", () => {
  const settings = parseSettings(z.object({ NAME: z.string() }), { NAME: "a" });
  expect(Object.isFrozen(settings)).toBe(true);
});
