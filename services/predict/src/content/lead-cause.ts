import { parsePeriod, shiftPeriod } from "@milepost/contracts";
import type { AlertCause } from "@milepost/contracts";
import { figureText, inPeriod } from "../alerts/alert-words.ts";
import type { CauseSight, SupportedLead } from "./causes-of.ts";
import { stoodIn, UNUSUAL_SPREADS } from "./usual-level.ts";

/**
 * A lead that stood on the wrong side of its usual level, farther than it usually does, as many periods before the alert's as it
 * is ahead. Nothing where its figure of that very period is unknown.
 */
export function leadCause(lead: SupportedLead, sight: CauseSight): readonly AlertCause[] {
  const { grain, lag, strength } = lead.test;
  const { direction } = sight.measured.kpi;
  const period = parsePeriod(sight.assessment.period, grain);
  if (lag === null || strength === null || period === undefined) return [];
  if (direction !== "increase" && direction !== "decrease") return [];
  const ledIn = shiftPeriod(period, -lag);
  const stood = stoodIn(sight.reading.seriesOf(lead.baseId, ""), ledIn);
  if (stood === null) return [];
  const { actual, usual, spread } = stood;
  const brings = Math.sign(strength) * (actual - usual);
  const isWrong = direction === "increase" ? brings < 0 : brings > 0;
  if (!isWrong || Math.abs(actual - usual) <= UNUSUAL_SPREADS * spread) return [];
  const figures = `${figureText(actual, lead)} ${inPeriod(ledIn.label)}, ${figureText(usual, lead)} being usual`;
  const ahead = `${lag} ${grain}${lag === 1 ? "" : "s"}`;
  const text = `${lead.name}, which the values show to lead it by ${ahead}, was ${figures}.`;
  return [{ kind: "lead", of: lead.test.lead, share: null, evidence: lead.event, text }];
}
