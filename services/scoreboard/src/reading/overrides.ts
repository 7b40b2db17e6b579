import { dateStartsAt } from "@milepost/contracts";
import { overrides } from "@milepost/store/queries/overrides";
import type { OverrideRow } from "@milepost/store/queries/overrides";
import type { BoardParts } from "./board.ts";
import { saidOf } from "./goal-names.ts";
import type { Moment } from "./readings.ts";

/** How somebody says that a goal will end. */
export interface OverrideReading {
  /** Event id. */
  readonly id: string;
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
  /** How it was taken back; null: it holds. */
  readonly withdrawn: Withdrawn | null;
}

/** How an override was taken back. */
export interface Withdrawn {
  /** E-mail or id. */
  readonly by: string;
  /** Why; null: it was erased. */
  readonly reason: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What was said last of how goals will end and has not expired at a moment, by goal, withdrawn or not: nothing but what is shown depends on it, so no event has to say that one expired. */
export async function readOverrides(
  { reads, plan }: Pick<BoardParts, "reads" | "plan">,
  moment: Moment,
  goals: readonly string[],
): Promise<ReadonlyMap<string, OverrideReading>> {
  const to = moment.latest ? {} : { to: moment.instant };
  const rows = await reads.query(overrides(to), ["strategy"]);
  const { people } = plan.now();
  const nameOf = (person: string): string => people.get(person)?.email ?? person;
  const holding = [...saidOf(rows, goals, plan.now())].flatMap(([goal, [row]]) =>
    row !== undefined && moment.instant < dateStartsAt(row.until, moment.timeZone) ? [{ goal, row }] : [],
  );
  return new Map(
    holding.map(({ goal, row }) => {
      const { id, says, until } = row;
      const reason = plan.note(id) ?? null;
      const by = nameOf(row.said_by);
      const withdrawn = withdrawnBy(row, moment, { plan, nameOf });
      return [goal, { id, goal, by, says, until, reason, at: Date.parse(row.time), withdrawn }];
    }),
  );
}

function withdrawnBy(
  { withdrawal, withdrawn_by: by, withdrawn_at: time }: OverrideRow,
  { instant }: Moment,
  { plan, nameOf }: Pick<BoardParts, "plan"> & { readonly nameOf: (person: string) => string },
): Withdrawn | null {
  if (withdrawal === null || by === null || time === null || Date.parse(time) > instant) return null;
  return { by: nameOf(by), reason: plan.note(withdrawal) ?? null, at: Date.parse(time) };
}
