import { seededRandom } from "@milepost/forecast";
import { expect, test } from "vitest";
import { resampledErrors } from "./resampled-errors.ts";
import { addRow, newSheet } from "./score-sheet.ts";
import type { ScoreSheet } from "./score-sheet.ts";

/** Told chances that are true, `repeats` tasks a series that all end alike. */
function sheetOf(series: number, repeats: number): { sheet: ScoreSheet; column: number[] } {
  const random = seededRandom("resampled");
  const sheet = newSheet();
  for (let index = 0; index < series; index += 1) {
    const chance = random();
    const hit = random() < chance;
    for (let repeat = 0; repeat < repeats; repeat += 1)
      addRow(sheet, { series: index, hit, told: { chance } });
  }
  return { sheet, column: sheet.columns.get("chance") ?? [] };
}

test("tasks that stand for themselves have the errors that theory gives them", () => {
  const { column, sheet } = sheetOf(2000, 1);
  const { auc, brier, ece } = resampledErrors(sheet, column);
  const squares = column.map((chance, row) => (chance - (sheet.hits[row] ?? 0)) ** 2);
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  const variance = squares.reduce((sum, square) => sum + (square - mean) ** 2, 0) / squares.length;
  expect(brier / Math.sqrt(variance / 2000)).toBeGreaterThan(0.9);
  expect(brier / Math.sqrt(variance / 2000)).toBeLessThan(1.1);
  // Hanley and McNeil (1982) for an area of 5/6 over a thousand hits and a thousand misses.
  expect(auc).toBeGreaterThan(0.008);
  expect(auc).toBeLessThan(0.0105);
  expect(ece).toBeGreaterThan(0.002);
  expect(ece).toBeLessThan(0.012);
});

test("tasks of one series count as one: repeating them makes nothing surer", () => {
  const once = sheetOf(300, 1);
  const often = sheetOf(300, 7);
  const errors = resampledErrors(once.sheet, once.column);
  const repeated = resampledErrors(often.sheet, often.column);
  expect(repeated.brier).toBeCloseTo(errors.brier, 12);
  expect(repeated.auc).toBeCloseTo(errors.auc, 12);
  expect(repeated.ece).toBeCloseTo(errors.ece, 12);
});

test("what differs between no two series has no error", () => {
  const sheet = newSheet();
  for (let series = 0; series < 20; series += 1) {
    addRow(sheet, { series, hit: true, told: { chance: 0.7 } });
    addRow(sheet, { series, hit: false, told: { chance: 0.4 } });
  }
  const { auc, brier, ece } = resampledErrors(sheet, sheet.columns.get("chance") ?? []);
  for (const error of [auc, brier, ece]) expect(error).toBeLessThan(1e-12);
});
