import { rolledErrors } from "./rolled-errors.ts";
import type { RolledHistory } from "./rolled-errors.ts";
import type { RolledModel } from "./roll-models.ts";

/** What the models said from each origin of the history, and what came. */
export interface WeightsInput extends Omit<RolledHistory, "rolled"> {
  readonly models: readonly RolledModel[];
}

/** A root mean squared error below this is none; the series have a mean size of one. */
const NO_ERROR = 1e-6;

/**
 * One weight a model, the best one's 1: the inverse of its mean squared error over all origins and steps of the
 * history (Bates and Granger 1969, Operational Research Quarterly 20, 451–468, without covariances). One that said nothing
 * that came true or false yet weighs as the best. O(models × n × horizon).
 */
export function modelWeights({ models, ...history }: WeightsInput): Float64Array {
  const errors = models.map(({ rolled }) => overallError(rolledErrors({ ...history, rolled })));
  const known = errors.filter((error) => !Number.isNaN(error));
  const least = Math.max(NO_ERROR, Math.min(...known));
  return Float64Array.from(errors, (error) =>
    Number.isNaN(error) ? 1 : (least / Math.max(NO_ERROR, error)) ** 2,
  );
}

/** Root mean squared error over all steps, NaN where nothing came yet. */
function overallError({ count, rootMeanSquare }: ReturnType<typeof rolledErrors>): number {
  let squares = 0;
  let errors = 0;
  for (const [step, known] of count.entries()) {
    if (known === 0) continue;
    squares += known * (rootMeanSquare[step] ?? 0) ** 2;
    errors += known;
  }
  return Math.sqrt(squares / errors);
}
