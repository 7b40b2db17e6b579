import type { MilepostEvent } from "@milepost/contracts";
import { expect, it } from "vitest";
import { inForce, recordedBy } from "./in-force.ts";

interface Told {
  readonly from?: string;
  readonly stated?: string;
  readonly renamedFrom?: string;
  readonly recorded?: string;
}

function goal(
  id: string,
  { from, stated, renamedFrom, recorded = `${from}T12:00:00Z` }: Told,
): MilepostEvent {
  const definition = { title: id, effectiveFrom: stated, renamedFrom };
  const data = { id, effectiveFrom: stated ?? from, definition };
  return { type: "milepost.goal.defined.v1", recordedtime: recorded, data } as unknown as MilepostEvent;
}

function archive(id: string, recordedtime: string): MilepostEvent {
  const data = { kind: "goal", id, reason: "left the plan file" };
  return { type: "milepost.definition.archived.v1", recordedtime, data } as unknown as MilepostEvent;
}

const NOON = "T12:00:00Z";
const UTC = "UTC";

/** The goals that are there on a date. */
function goalsOn(events: readonly MilepostEvent[], date: string, timeZone = UTC): readonly string[] {
  const there = new Set<string>();
  for (const { type, data } of inForce(events, { date, timeZone })) {
    const { id } = data as { readonly id: string };
    if (type === "milepost.definition.archived.v1") there.delete(id);
    else there.add(id);
  }
  return [...there];
}

it("definitions hold from their date on, and the first one speaks of the time before it", () => {
  const events = [goal("a", { from: "2014-05-01" }), goal("a", { from: "2014-09-01" })];
  expect(inForce(events, { date: "2014-08-31", timeZone: UTC })).toEqual([events[0]]);
  expect(inForce(events, { date: "2014-01-31", timeZone: UTC })).toEqual([events[0]]);
  expect(inForce(events, { date: "2014-09-30", timeZone: UTC })).toEqual(events);
});

it("within its day a definition without a date holds once it was recorded, one with a date by that date", () => {
  const first = goal("a", { from: "2014-01-01" });
  const later = goal("a", { from: "2014-09-01", recorded: "2014-09-01T15:00:00Z" });
  const stated = goal("a", { stated: "2014-03-01", recorded: "2014-09-01T16:00:00Z" });
  const at = (time: string): object => ({
    date: "2014-09-01",
    timeZone: UTC,
    instant: Date.parse(`2014-09-01T${time}Z`),
  });
  const events = [first, later, stated, archive("a", "2014-09-01T17:00:00Z")];
  expect(inForce(events, at("14:59:59") as never)).toEqual([first, stated]);
  expect(inForce(events, at("15:00:00") as never)).toEqual([first, later, stated]);
  expect(inForce(events, at("17:00:00") as never)).toEqual(events);
});

it("what had been recorded at an instant is told by when it was appended, not by the dates it states", () => {
  const first = goal("a", { from: "2014-01-01", recorded: "2014-01-01T12:00:00.000Z" });
  const backdated = goal("a", { stated: "2013-01-01", recorded: "2014-09-01T12:00:00.001Z" });
  const gone = archive("a", "2014-10-01T12:00:00.000Z");
  const by = (time: string): readonly MilepostEvent[] =>
    recordedBy([first, backdated, gone], Date.parse(time));
  expect(by("2014-09-01T12:00:00.000Z")).toEqual([first]);
  expect(by("2014-09-01T12:00:00.001Z")).toEqual([first, backdated]);
  expect(by("2014-10-01T12:00:00.000Z")).toEqual([first, backdated, gone]);
});

it("a renamed goal is there once at every moment: by its old name until the new one holds", () => {
  const renamed = [
    goal("a", { from: "2014-01-05" }),
    goal("b", { from: "2014-05-10", renamedFrom: "a" }),
    archive("a", `2014-05-10${NOON}`),
    goal("c", { from: "2014-08-10", renamedFrom: "b" }),
    archive("b", `2014-08-10${NOON}`),
  ];
  expect(goalsOn(renamed, "2013-12-31")).toEqual(["a"]);
  expect(goalsOn(renamed, "2014-04-30")).toEqual(["a"]);
  expect(goalsOn(renamed, "2014-05-31")).toEqual(["b"]);
  expect(goalsOn(renamed, "2014-08-31")).toEqual(["c"]);
  const back = [
    ...renamed,
    goal("a", { from: "2014-10-10", renamedFrom: "c" }),
    archive("c", `2014-10-10${NOON}`),
  ];
  expect(goalsOn(back, "2014-04-30")).toEqual(["a"]);
  expect(goalsOn(back, "2014-09-30")).toEqual(["c"]);
  expect(goalsOn(back, "2014-10-31")).toEqual(["a"]);
});

it("a new name that states an earlier date replaces the old one from that date on", () => {
  const events = [
    goal("a", { from: "2014-01-05" }),
    goal("b", { stated: "2014-03-01", renamedFrom: "a", recorded: `2014-05-10${NOON}` }),
    archive("a", `2014-05-10${NOON}`),
  ];
  expect(goalsOn(events, "2014-02-28")).toEqual(["a"]);
  expect(goalsOn(events, "2014-03-31")).toEqual(["b"]);
});

it("a goal that says which unknown one it was renamed from begins as any other", () => {
  expect(goalsOn([goal("b", { from: "2014-05-10", renamedFrom: "a" })], "2014-01-31")).toEqual(["b"]);
});

it("archiving is dated in the deployment's time zone", () => {
  const archivedAt = (time: string): readonly MilepostEvent[] => [
    goal("a", { from: "2026-01-05" }),
    archive("a", time),
  ];
  expect(goalsOn(archivedAt("2026-10-31T20:00:00Z"), "2026-10-31", "Pacific/Auckland")).toEqual(["a"]);
  expect(goalsOn(archivedAt("2026-11-01T03:00:00Z"), "2026-10-31", "America/Los_Angeles")).toEqual([]);
});
