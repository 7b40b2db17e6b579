import { describe, expect, it } from "vitest";
import { seriesKey } from "./events/observations.ts";
import { EVENTS, eventDefinition, readEvent } from "./events/registry.ts";
import { EXAMPLE_EVENTS } from "./examples/index.ts";
import { TOPICS } from "./topics.ts";

const example = EXAMPLE_EVENTS.observationRecorded;

describe("reading an event of the log", () => {
  it("preserves fields that this version does not know, in the envelope and in the data", () => {
    const later = { ...example, newextension: "x", data: { ...example.data, newField: { deep: [1] } } };
    expect(readEvent(later)).toEqual({ ok: true, event: later });
  });

  it("fills defaults in and writes decimals plainly", () => {
    const { series, kind, completeness, ...rest } = example.data;
    const read = readEvent({ ...example, data: { ...rest, value: 9.14e-1 } });
    expect(read).toMatchObject({
      ok: true,
      event: { data: { series: {}, kind: "actual", completeness: "complete", value: "0.914" } },
    });
    expect([series, kind, completeness]).toHaveLength(3);
  });

  it.each([
    null,
    undefined,
    7,
    "text",
    [],
    {},
    { type: 7 },
    { type: "milepost.unknown.v1" },
    { type: "__proto__" },
  ])("says of %j that its type is not known", (value) => {
    expect(readEvent(value)).toMatchObject({ ok: false, code: "unknown_type" });
  });

  it.each([
    [{ time: "yesterday" }, /^time: /],
    [{ time: "2026-10-03T06:00:00" }, /^time: /],
    [{ specversion: "0.3" }, /^specversion: /],
    [{ id: "" }, /^id: /],
    [{ data: null }, /^data: /],
    [{ data: { ...example.data, value: "n/a" } }, /^data\.value: .*not a finite decimal/],
    [{ data: { ...example.data, series: { plant: "a,b=c" } } }, /^data\.series\.plant: /],
    [{ data: { ...example.data, kind: "guess" } }, /^data\.kind: /],
  ])("names the field of %j", (change, reason) => {
    const read = readEvent({ ...example, ...change });
    expect(read).toMatchObject({ ok: false, code: "invalid_event" });
    expect(read.ok ? "" : read.reason).toMatch(reason);
  });
});

describe("a definition that nobody could work out an instant from", () => {
  const refused = (event: object, change: object): unknown => {
    const { data } = event as { readonly data: { readonly definition: object } };
    return readEvent({ ...event, data: { ...data, definition: { ...data.definition, ...change } } });
  };

  it("is no valid event: an unknown time zone, a lag of more than ten years, a window before 1900", () => {
    const { kpiDefined, calendarDefined, goalDefined } = EXAMPLE_EVENTS;
    const invalid = { ok: false, code: "invalid_event" };
    expect(refused(kpiDefined, { timeZone: "Mars/Olympus" })).toMatchObject(invalid);
    expect(refused(calendarDefined, { timeZone: "Mars/Olympus" })).toMatchObject(invalid);
    expect(refused(kpiDefined, { publicationLag: "P99999999Y" })).toMatchObject(invalid);
    expect(refused(kpiDefined, { finalAfter: "P10Y" })).toMatchObject({ ok: true });
    const window = { from: "1000-01-01", to: "2026-12-31" };
    expect(refused(goalDefined, { window })).toMatchObject(invalid);
  });
});

describe("the registry", () => {
  it("holds each type once, versioned, on a topic of the log", () => {
    const definitions = Object.values(EVENTS);
    expect(new Set(definitions.map(({ type }) => type)).size).toBe(definitions.length);
    for (const { type, topic } of definitions) {
      expect(type).toMatch(/^milepost\.[a-z-]+\.[a-z]+\.v\d+$/);
      expect(TOPICS).toContain(topic);
      expect(eventDefinition(type)?.topic).toBe(topic);
    }
  });
});

describe("a series key", () => {
  it("is the sorted list of its members, whatever the order they come in", () => {
    expect(seriesKey({ team: "b", plant: "ulm" })).toBe("plant=ulm,team=b");
    expect(seriesKey({ plant: "ulm", team: "b" })).toBe("plant=ulm,team=b");
    expect(seriesKey({})).toBe("");
  });
});
