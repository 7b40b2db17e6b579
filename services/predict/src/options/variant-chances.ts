import { calibrateChance, pathVariants, yearVariants } from "@milepost/forecast";
import type { SeriesForecaster } from "@milepost/forecast";
import { roundFigure } from "@milepost/scoring";
import { seedOf } from "../assessment-of.ts";
import { goalCase } from "../goal-case.ts";
import type { GoalCase } from "../goal-case.ts";
import type { Learned } from "../learning.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { periodsLeft } from "../measured-goal.ts";
import { pathFeatures, taughtBy } from "../path-chance.ts";
import { reachedGoal } from "../reach.ts";
import type { GoalVariant } from "./goal-variant.ts";

/** The inputs, moment and lessons of an assessment. */
export interface Basis {
  /** The goal as it was assessed. */
  readonly goalCase: GoalCase;
  /** The share of the way to the target that the alert is about, and the goal that asks for it; absent: the target. */
  readonly reach?: { readonly share: number; readonly goalCase: GoalCase } | undefined;
  /** Epoch milliseconds. */
  readonly asOf: number;
  /** What earlier goals teach about one with as many periods left. */
  readonly learnedFor: (measured: MeasuredGoal, index: number) => Learned;
  readonly forecaster?: SeriesForecaster | undefined;
}

/** The chance of a variant of the goal; null: it cannot be told. */
export type VariantChance = (variant: Pick<GoalVariant, "measured" | "reading">) => number | null;

/**
 * Forecasts once, `later` periods beyond the goal's due date, for every variant that is due by then. With 0, a variant that
 * changes nothing has the chance of the assessment.
 */
export function variantChances(basis: Basis, later: number): VariantChance {
  const { reach, asOf, forecaster } = basis;
  const { forecast, index, measured } = reach?.goalCase ?? basis.goalCase;
  const aimed = (variant: MeasuredGoal): MeasuredGoal =>
    reach === undefined ? variant : (reachedGoal(variant, reach.share) ?? variant);
  const seed = seedOf(measured, asOf);
  const chanceOf = (read: (variant: GoalCase, learned: Learned) => number | null): VariantChance => {
    return (variant) => {
      const made = goalCase(aimed(variant.measured), index, variant.reading);
      return roundFigure(read(made, basis.learnedFor(variant.measured, index)));
    };
  };
  if ("path" in forecast) {
    const horizon = periodsLeft(measured, index) + later;
    const remembers = forecaster === undefined ? {} : { forecaster };
    const taught = taughtBy(basis.learnedFor(measured, index), forecast.path.frequency);
    const read = pathVariants({ ...forecast.path, seed, ...remembers, ...taught }, horizon);
    return chanceOf((made, { calibration }) => {
      if (!("path" in made.forecast)) return null;
      const outlook = read(made.forecast.path.goal);
      if (outlook === null || outlook.decided || calibration === null) return outlook?.pHit ?? null;
      return calibrateChance(pathFeatures(outlook, made), calibration);
    });
  }
  if ("reason" in forecast || later > 0) return () => null;
  const { calibration, conformal } = basis.learnedFor(measured, index);
  const read = yearVariants({ ...forecast.input, calibration, conformal, seed });
  return chanceOf((made) => {
    if (!("input" in made.forecast) || made.target === null) return null;
    return read(made.target, made.targetToDate);
  });
}
