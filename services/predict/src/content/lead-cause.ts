import type { AlertCause } from "@milepost/contracts";
import { figureText, inPeriod } from "../alerts/alert-words.ts";
import type { CauseSight, SupportedLead } from "./causes-of.ts";
import { usualLevel } from "./usual-level.ts";

/** A lead that stood on the wrong side of its usual level, by more than its usual spread, as many periods before as it is ahead. */
export function leadCause(lead: SupportedLead, sight: CauseSight): readonly AlertCause[] {
  const { lag, strength } = lead.test;
  const { direction } = sight.measured.kpi;
  if (lag === null || strength === null || (direction !== "increase" && direction !== "decrease")) return [];
  const series = [...sight.reading.seriesOf(lead.baseId, "")]
    .filter(([period]) => period <= sight.assessment.period)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  const place = series.length - 1 - lag;
  const [period, value] = series[place] ?? [];
  const actual = value?.actual ?? null;
  const values = series.map(([, { actual: known }]) => known);
  const level = usualLevel(values, place);
  if (period === undefined || actual === null || level === null) return [];
  const brings = Math.sign(strength) * (actual - level.usual);
  const isWrong = direction === "increase" ? brings < 0 : brings > 0;
  if (!isWrong || Math.abs(actual - level.usual) <= level.spread) return [];
  const stood = `${figureText(actual, lead)} ${inPeriod(period)}, ${figureText(level.usual, lead)} being usual`;
  const ahead = `${lag} ${lead.test.grain}${lag === 1 ? "" : "s"}`;
  const text = `${lead.name}, which the values show to lead it by ${ahead}, was ${stood}.`;
  return [{ kind: "lead", of: lead.test.lead, share: null, evidence: lead.event, text }];
}
