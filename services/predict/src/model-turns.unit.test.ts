import { expect, test } from "vitest";
import { createModelTurns } from "./model-turns.ts";

const said = (modelVersion: string, offset: number): { modelVersion: string; offset: number } => ({
  modelVersion,
  offset,
});

test("a newer version that assesses beside this process has the word; what one left before this process came is made again", () => {
  const turns = createModelTurns("9");
  turns.take(said("10", 0), []);
  turns.opened();
  expect(turns.isCurrent(said("10", 0))).toBe(false);
  expect(turns.isCurrent(said("10", 1))).toBe(true);
  expect(turns.isCurrent(said("8", 1))).toBe(false);
  expect(turns.isCurrent(said("9", 0))).toBe(true);
  expect(turns.isCurrent(undefined)).toBe(false);
});

test("only what an older version says over a word of this one counts as overtaken", () => {
  const turns = createModelTurns("10");
  turns.take(said("9", 0), []);
  turns.take(said("10", 1), [said("9", 0)]);
  turns.take(said("11", 2), [said("10", 1)]);
  expect([turns.others(), turns.overtaken()]).toEqual([2, 0]);
  turns.take(said("9", 3), [said("10", 1), said("11", 2)]);
  expect([turns.others(), turns.overtaken()]).toEqual([3, 1]);
});
