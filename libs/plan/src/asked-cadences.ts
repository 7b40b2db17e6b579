import type { Goal } from "@milepost/contracts";
import { cadenceDuration } from "@milepost/contracts";

/** How often check-ins on a goal were asked for, from one of its definitions on. */
export interface AskedCadence {
  /** When that definition was appended, ISO 8601 UTC; null: it was the first one, and speaks of the time before, too. */
  readonly since: string | null;
  /** ISO 8601 duration; null: none were asked for. */
  readonly every: string | null;
}

/** The same with what another definition asks for, which adds to it only where that differs from the one before. */
export function askedCadences(
  before: readonly AskedCadence[] = [],
  { goal, since }: Pick<AskedCadence, "since"> & { readonly goal: Pick<Goal, "cadence" | "checkIns"> },
): readonly AskedCadence[] {
  const { cadence, checkIns } = goal;
  const every = cadence === undefined || checkIns === false ? null : cadenceDuration(cadence);
  const last = before.at(-1);
  return last !== undefined && last.every === every ? before : [...before, { since, every }];
}
