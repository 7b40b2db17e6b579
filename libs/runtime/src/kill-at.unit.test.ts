import { describe, expect, it } from "vitest";
import { z } from "zod";
import { dieAt, killAtSetting } from "./kill-at.ts";
import { parseSettings } from "./settings.ts";

const schema = z.object({ MILEPOST_TEST_KILL_AT: killAtSetting });
const read = (text: string): unknown => parseSettings(schema, { MILEPOST_TEST_KILL_AT: text });

it("where a test ends the process is taken apart, and nowhere without the setting", () => {
  expect(read("connector-run:batch-appended:2")).toEqual({
    MILEPOST_TEST_KILL_AT: { area: "connector-run", step: "batch-appended", occurrence: 2 },
  });
  expect(read("")).toEqual({});
});

it.each(["connector-run", "connector-run:batch-appended", "connector-run:batch-appended:0", "moon:landed:1"])(
  '"%s" is refused with the form and the areas',
  (text) => {
    expect(() => read(text)).toThrow(/MILEPOST_TEST_KILL_AT: .*is no step: give area, step and occurrence/);
    expect(() => read(text)).toThrow(/projector, derive, rebuild, connector-run/);
  },
);

describe("steps of an area", () => {
  const killAt = { area: "connector-run", step: "landed", occurrence: 1 } as const;

  it("are left alone where another area is meant", () => {
    expect(dieAt(killAt, "assessment", ["assessed"])).toBeUndefined();
    expect(dieAt(undefined, "connector-run", ["landed"])).toBeUndefined();
  });

  it("that are not there are refused: a test would wait for them for ever", () => {
    expect(() => dieAt(killAt, "connector-run", ["run-started", "run-appended"])).toThrow(
      'connector-run has no step "landed"; it has run-started, run-appended',
    );
  });
});
