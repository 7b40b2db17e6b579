import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { addSoakLine, decided, isTold, lastWords, readSoakState, struckByArea } from "./soak-state.ts";
import type { SoakLine } from "./soak-state.ts";
import { soakTable } from "./soak-table.ts";

const line = (seed: number, outcome: string, commit = "4875bf8"): SoakLine => ({
  suite: "kill",
  seed,
  outcome,
  seconds: 60,
  struck: { projector: 7 },
  commit,
  at: "2026-11-26T10:00:00.000Z",
});

it("says how often an area was struck, with which seeds, which of them were not equal, of which commits and when", () => {
  const text = soakTable([
    line(1, "equal"),
    line(2, "not equal: observations: 1 rows"),
    line(3, "equal", "4875bf8+"),
    { ...line(7, "equal"), at: "2026-11-27T10:00:00.000Z" },
  ]);
  expect(text).toContain("4 runs, 4 minutes of running. Runs that were out of time, and are repeated: none.");
  expect(text).toMatch(/\| kill +\| projector +\| 7 +\| 28 +\| 1–3, 7 +\| seeds 2 +\|/);
  expect(text).toMatch(/\| kill +\| 60 +\| 4875bf8, 4875bf8\+ +\| 2026-11-26 – 2026-11-27 +\|/);
});

it("a run that is out of time is no finding and is run again, and named; a second one in a row is a finding", () => {
  const late = line(5, "out of time: never reached");
  expect(decided([late])).toEqual([]);
  expect(soakTable([late, line(1, "equal")])).toContain("out of time, and are repeated: kill 5.");
  expect(decided([late, line(5, "equal")])).toEqual([line(5, "equal")]);
  expect(decided([late, late])).toEqual([late]);
  expect(soakTable([late, late])).toMatch(/\| 5 +\| seeds 5 +\|/);
});

it("what was found is run again by other code, not by the same, and stays named when it is mended", () => {
  const found = line(4, "not equal: twice", "aaaaaaa");
  const tried = { suite: "kill", seed: 4 };
  expect(isTold([], { ...tried, commit: "aaaaaaa" })).toBe(false);
  expect(isTold([found], { ...tried, commit: "aaaaaaa" })).toBe(true);
  expect(isTold([found], { ...tried, commit: "bbbbbbb" })).toBe(false);
  const mended = line(4, "equal", "bbbbbbb");
  expect(isTold([found, mended], { ...tried, commit: "ccccccc" })).toBe(true);
  expect(lastWords(decided([found, mended]))).toEqual([mended]);
  expect(soakTable([found, mended])).toContain("seeds 4 once, equal since it was mended");
  expect(soakTable([found, line(5, "not equal: b")])).toMatch(/\| seeds 4–5 +\|/);
});

it("a seed is run again where more is struck than was when it was run", () => {
  const run = { suite: "kill", seed: 4, commit: "bbbbbbb" };
  expect(isTold([line(4, "equal")], { ...run, strikes: { projector: 7 } })).toBe(true);
  expect(isTold([line(4, "equal")], { ...run, strikes: { projector: 7, fold: 1 } })).toBe(false);
});

it("adds strikes up by area", () => {
  expect(struckByArea({ "projector:polled": 1, "projector:decoded": 1, kafka: 1 })).toEqual({
    projector: 2,
    kafka: 1,
  });
});

it("a state file is read again as it was written, one line a run, without what a killed soak wrote half", () => {
  const dir = mkdtempSync(join(tmpdir(), "milepost-soak-"));
  const file = join(dir, "state.jsonl");
  addSoakLine(file, line(1, "not equal: a\n  b"));
  appendFileSync(file, '{"suite":"kil');
  expect(readSoakState(file)).toEqual([line(1, "not equal: a   b")]);
  rmSync(dir, { recursive: true });
});
