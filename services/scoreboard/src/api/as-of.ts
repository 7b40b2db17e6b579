import { parsePeriod, periodEndsAt } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { BoardParts, MomentChoice } from "../reading/board.ts";
import { chooseMoment } from "../reading/board.ts";
import type { Moment } from "../reading/readings.ts";
import { deploymentTimeZone } from "../reading/moments.ts";

/** The instant of a query's `asOf` (`now`, a month such as `2014-08`, or an ISO 8601 instant); undefined: not asked for. */
export function instantOf(
  field: string,
  asOf: string | undefined,
  { clock, plan }: BoardParts,
): number | undefined {
  if (asOf === undefined) return undefined;
  if (asOf === "now") return clock.now();
  const month = parsePeriod(asOf, "month");
  if (month !== undefined) return Math.min(clock.now(), periodEndsAt(month, deploymentTimeZone(plan.now())));
  const instant = Date.parse(asOf);
  if (Number.isFinite(instant)) return instant;
  const problem = {
    field: `querystring.${field}`,
    code: "invalid",
    message: `"${asOf}" is neither a month nor an instant`,
    fix: "give now, a month such as 2014-08, or an instant such as 2014-09-01T04:00:00Z",
  };
  throw new MilepostError("invalid_input", `${field} is not a moment`, { details: { problems: [problem] } });
}

/** The moment of a query's month; the newest without one. */
export async function monthOf(asOf: string | undefined, parts: BoardParts): Promise<Moment> {
  const choice: MomentChoice | undefined = await chooseMoment(parts, asOf === "now" ? undefined : asOf);
  if (choice === undefined) {
    throw new MilepostError(
      "not_found",
      `There is nothing as of "${asOf}": give a month that is over and has data, such as 2014-08`,
    );
  }
  return choice.moment;
}
