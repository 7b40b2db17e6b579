/** Which goal it is, and when it runs. */
export interface GoalIdentity {
  readonly goal: string;
  readonly title: string;
  /** What tells it from the other goals of its KPI that are open at the moment, its title or its id; null: there are none. */
  readonly apart: string | null;
  /** First and last local date of its window. */
  readonly from: string;
  readonly to: string;
  /** Its due period, `2014-12`. */
  readonly due: string;
}
