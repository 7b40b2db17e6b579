import { dateStartsAt } from "@milepost/contracts";
import { overrides } from "@milepost/store/queries/overrides";
import type { BoardParts } from "./board.ts";
import type { Moment } from "./readings.ts";

/** How somebody says that a goal will end. */
export interface OverrideReading {
  readonly goal: string;
  /** E-mail or id. */
  readonly by: string;
  readonly says: "hit" | "miss";
  /** Local date at whose beginning it expires. */
  readonly until: string;
  /** Why; null: it was erased. */
  readonly reason: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The overrides that hold at a moment, by goal: nothing but what is shown depends on it, so no event has to say that one expired. */
export async function readOverrides(
  { reads, plan }: Pick<BoardParts, "reads" | "plan">,
  moment: Moment,
  goals: readonly string[],
): Promise<ReadonlyMap<string, OverrideReading>> {
  const to = moment.latest ? {} : { to: moment.instant };
  const rows = await reads.query(overrides(to), ["strategy"]);
  const wanted = new Set(goals);
  const { people } = plan.now();
  const holding = rows.filter(
    ({ goal, until }) => wanted.has(goal) && moment.instant < dateStartsAt(until, moment.timeZone),
  );
  return new Map(
    holding.map(({ goal, id, said_by: by, says, until, time }) => [
      goal,
      {
        goal,
        by: people.get(by)?.email ?? by,
        says,
        until,
        reason: plan.note(id) ?? null,
        at: Date.parse(time),
      },
    ]),
  );
}
