import type { Position } from "@milepost/contracts";

/** Place of the strategy topic in a position. */
export const STRATEGY = "strategy/0";
/** Place of the assessments topic in a position. */
export const ASSESSMENTS = "assessments/0";

/** The part of a position that says which observations count. */
export function observationsOf(position: Position): Position {
  return Object.fromEntries(Object.entries(position).filter(([place]) => place.startsWith("observations/")));
}

/** The part of a position that says what assessments look at: the plan and the observations. */
export function inputsOf(position: Position): Position {
  return Object.fromEntries(Object.entries(position).filter(([place]) => place !== ASSESSMENTS));
}

/** Whether two positions hold the same plan and the same observations. */
export function sameInputs(left: Position, right: Position): boolean {
  return Object.keys(inputsOf(right)).every((place) => left[place] === right[place]);
}
