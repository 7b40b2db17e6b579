import { GRAINS, lastCompletePeriod, localDate, parsePeriod, periodEndsAt } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import { z } from "zod";
import type { BoardParts, MomentChoice } from "../reading/board.ts";
import { chooseMoment } from "../reading/board.ts";
import type { Moment } from "../reading/readings.ts";
import { deploymentTimeZone } from "../reading/moments.ts";

const FORMS =
  "`now`, a period such as 2014-08 (the moment it was over), or an instant such as 2014-09-01T04:00:00Z";

/** Query field: a moment. */
export const momentField: z.ZodType<string | undefined> = z.string().optional().describe(FORMS);

/** Query field: a month, or a moment within one. */
export const monthField: z.ZodType<string | undefined> = z
  .string()
  .optional()
  .describe(`${FORMS}; it stands for the last month that was over then. Without it: now`);

const instantSchema = z.iso.datetime({ offset: true });

/** The instant of a query's `asOf` (`now`, a period such as `2014-08`, or an ISO 8601 instant); undefined: not asked for. */
export function instantOf(
  field: string,
  asOf: string | undefined,
  { clock, plan }: BoardParts,
): number | undefined {
  if (asOf === undefined) return undefined;
  if (asOf === "now") return clock.now();
  if (instantSchema.safeParse(asOf).success) return Date.parse(asOf);
  for (const grain of GRAINS) {
    const period = parsePeriod(asOf, grain);
    if (period === undefined) continue;
    return Math.min(clock.now(), periodEndsAt(period, deploymentTimeZone(plan.now())));
  }
  const problem = {
    field: `querystring.${field}`,
    code: "invalid",
    message: `"${asOf}" is neither a period nor an instant`,
    fix: "give now, a month such as 2014-08, or an instant such as 2014-09-01T04:00:00Z",
  };
  throw new MilepostError("invalid_input", `${field} is not a moment`, { details: { problems: [problem] } });
}

/** The moments of a query in epoch milliseconds: by what could be known, and by what had been recorded. */
export interface Moments {
  readonly asOf?: number | undefined;
  readonly recordedAsOf?: number | undefined;
}

/** The plan whose definition says what counts: that in force at `asOf`, or that which was there at `recordedAsOf`. */
export function planAt({ asOf, recordedAsOf }: Moments, { clock, plan }: BoardParts): PlanState {
  const now = plan.now();
  const isPast = (instant: number | undefined): instant is number =>
    instant !== undefined && instant < clock.now();
  // The end of a period is the midnight after it; what holds from that day on does not speak of the period.
  const known = isPast(asOf)
    ? { date: localDate(asOf - 1, deploymentTimeZone(now)), instant: asOf }
    : undefined;
  if (isPast(recordedAsOf)) return plan.recordedAsOf(recordedAsOf, known);
  return known === undefined ? now : plan.asOf(known.date, known.instant);
}

/** The moment of a query's month; the newest without one. */
export async function monthOf(asOf: string | undefined, parts: BoardParts): Promise<Moment> {
  const isMonth = asOf === undefined || parsePeriod(asOf, "month") !== undefined;
  const instant = isMonth ? undefined : instantOf("asOf", asOf, parts);
  const choice: MomentChoice | undefined = await chooseMoment(parts, monthLabel({ asOf, instant }, parts));
  if (choice !== undefined)
    return { ...choice.moment, ...(instant !== undefined && { knownUntil: instant }) };
  throw new MilepostError(
    "not_found",
    `There is nothing as of "${asOf}": give a month that is over and has data, such as 2014-08`,
  );
}

function monthLabel(
  { asOf, instant }: { readonly asOf: string | undefined; readonly instant: number | undefined },
  { clock, plan }: BoardParts,
): string | undefined {
  if (instant === undefined) return asOf;
  if (instant >= clock.now()) return undefined;
  return lastCompletePeriod(instant, "month", deploymentTimeZone(plan.now())).label;
}
