import type { CheckInReading } from "./check-ins.ts";
import type { OverrideReading } from "./overrides.ts";

/** What people say of a goal at a moment. */
export interface SaidOfGoal {
  /** What people said of it, the newest first. */
  readonly checkIns: readonly CheckInReading[];
  /** How somebody said last that it will end, also where that was withdrawn; null: nobody did, or it has expired. */
  readonly override: OverrideReading | null;
  /** When the next one is due, in epoch milliseconds; null: the plan does not say. */
  readonly checkInDue: number | null;
  /** True: the plan disables them. */
  readonly noCheckIns: boolean;
}
