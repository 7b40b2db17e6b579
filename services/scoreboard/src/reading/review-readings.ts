import type { ReviewDecision } from "@milepost/contracts";
import { currentId } from "@milepost/plan";
import { externalEvents, reviews } from "@milepost/store/queries/reviews";
import type { ExternalEventRow, ReviewRow } from "@milepost/store/queries/reviews";
import { seen } from "./alert-readings.ts";
import { readAssessmentsOf } from "./board.ts";
import type { BoardParts } from "./board.ts";
import { DECIDED, saidLately } from "./goal-decisions.ts";
import { ownerOf, pagedId } from "./kpi-facts.ts";
import type { Moment, Owner } from "./readings.ts";

/** A goal that is looked at out of its cycle; instants in epoch milliseconds, chances from 0 to 1, null is unknown. */
export interface ReviewReading {
  readonly review: string;
  readonly goal: { readonly id: string; readonly title: string; readonly kpi: string };
  readonly owner: Owner;
  /** What opened it. */
  readonly title: string;
  readonly kind: string;
  readonly text: string | null;
  readonly happenedAt: number;
  readonly reportedBy: string;
  readonly reportedAt: number;
  readonly openedAt: number;
  /** The forecast as it stood then; null: there was none. */
  readonly before: ReviewedChance | null;
  /** The first one after it; null, as below: there is none yet at the moment. */
  readonly after: ReviewedChance | null;
  /** The chance as it stands at the moment. */
  readonly chanceNow: number | null;
  readonly conclusion: {
    readonly decision: ReviewDecision;
    readonly by: string;
    readonly at: number;
    readonly words: string | null;
  } | null;
  /** How the goal ended, where it did before somebody concluded; null: it did not. */
  readonly closed: { readonly outcome: "hit" | "miss" | "unscored"; readonly at: number } | null;
}

export interface ReviewedChance {
  readonly period: string;
  readonly chance: number | null;
}

/** Reviews that were opened by a moment, with what became of them by then, the newest first. */
export async function readReviews(
  parts: Pick<BoardParts, "reads" | "plan">,
  moment: Moment,
  review?: string,
): Promise<readonly ReviewReading[]> {
  const { reads } = parts;
  const scope = { decisions: ["review"] } as const;
  const rows = await reads.query(reviews(review === undefined ? {} : { review }), DECIDED, scope);
  if (rows.length === 0) return [];
  const reports = await reads.query(externalEvents(), DECIDED, scope);
  const goals = [...new Set(rows.map(({ goal }) => goal))];
  const said = await readAssessmentsOf(parts, moment, goals);
  return rows.flatMap((row) => {
    const report = reports.find((one) => one.report === row.report);
    if (report === undefined || Date.parse(row.opened_at) > moment.instant) return [];
    // The tables know the id of then: a goal that was renamed and made private at once is private under it, too.
    if (parts.plan.isPrivate(row.goal)) return [];
    const chanceNow =
      saidLately(said.get(currentId(parts.plan.now(), "goal", row.goal)), moment)?.pHit ?? null;
    return readingOf(row, report, { plan: parts.plan, moment, chanceNow });
  });
}

/** What was reported of the world outside by a moment, the newest first. */
export async function readExternalEvents(
  { reads, plan }: Pick<BoardParts, "reads" | "plan">,
  moment: Moment,
): Promise<readonly ExternalEventRow[]> {
  const rows = await reads.query(externalEvents(), DECIDED, { decisions: ["review"] });
  return shownEvents(rows, plan).filter((row) => Date.parse(row.recorded_at) <= moment.instant);
}

/** Reports without the goals that are private now, by whatever id; not those that concern such goals alone. */
export function shownEvents<Row extends ExternalEventRow>(
  rows: readonly Row[],
  plan: Pick<BoardParts["plan"], "isPrivate">,
): readonly Row[] {
  return rows.flatMap((row) => {
    const goals = row.goals.filter((goal) => !plan.isPrivate(goal));
    return goals.length === 0 && row.goals.length > 0 ? [] : [{ ...row, goals }];
  });
}

interface ReviewContext extends Pick<BoardParts, "plan"> {
  readonly moment: Moment;
  readonly chanceNow: number | null;
}

function readingOf(
  row: ReviewRow,
  report: ExternalEventRow,
  { plan, moment, chanceNow }: ReviewContext,
): readonly ReviewReading[] {
  const now = plan.now();
  const id = currentId(now, "goal", row.goal);
  const goal = now.goals.get(id)?.definition;
  if (goal === undefined) return [];
  const nameOf = (person: string): string => now.people.get(person)?.email ?? person;
  return [
    {
      review: row.review,
      goal: { id, title: goal.title, kpi: pagedId(now, goal.measure.kpi) },
      owner: ownerOf(now, goal.owner),
      title: row.title,
      kind: row.kind,
      text: plan.note(row.report) ?? null,
      happenedAt: Date.parse(row.happened_at),
      reportedBy: nameOf(report.actor),
      reportedAt: Date.parse(report.recorded_at),
      openedAt: Date.parse(row.opened_at),
      before: chanceOf(row.period_before, row.p_hit_before),
      after: seen(row.reassessed_at, moment) ? chanceOf(row.period_after, row.p_hit_after) : null,
      chanceNow,
      conclusion: seen(row.concluded_at, moment) ? conclusionOf(row, plan, nameOf) : null,
      closed: seen(row.closed_at, moment) ? closedOf(row) : null,
    },
  ];
}

function closedOf({ status, outcome, closed_at: at }: ReviewRow): ReviewReading["closed"] {
  if (status !== "closed" || outcome === null || at === null) return null;
  return { outcome, at: Date.parse(at) };
}

function chanceOf(period: string | null, chance: number | null): ReviewedChance | null {
  return period === null ? null : { period, chance };
}

function conclusionOf(
  { decision, concluded_by: by, concluded_at: at, conclusion }: ReviewRow,
  plan: BoardParts["plan"],
  nameOf: (person: string) => string,
): ReviewReading["conclusion"] {
  if (decision === null || by === null || at === null || conclusion === null) return null;
  return { decision, by: nameOf(by), at: Date.parse(at), words: plan.note(conclusion) ?? null };
}
