import type { LeadReason } from "@milepost/contracts";
import type { LeadTestRow } from "@milepost/store/queries/lead-tests";
import type { LeadReading } from "../reading/lead-readings.ts";

/** Below this share an improvement is not worth a number. */
const WORTH_SAYING = 0.005;

/** The share of false ones that is accepted among supported links. */
const FALSE_DISCOVERIES = 0.05;

/** What the values say of a declared link, in a sentence for whoever decides on it. */
export function leadSentence(link: LeadReading): string {
  const { lead, follower, test } = link;
  const said = `“${lead.name}” leads “${follower.name}”`;
  if (test === null) return `${said}: not tested yet.`;
  switch (test.verdict) {
    case "supported":
      return `${said} by ${spanText(test.lag, link.grain)}: supported. ${gainText(test.gain, follower.name)}`;
    case "not_supported":
      return `${said}: not supported by the values of ${spanText(test.periods, link.grain)}. ${doubtText(link)}`;
    case "not_testable":
      return `${said}: not testable yet: ${reasonText(test, link.grain)}.`;
  }
}

function spanText(count: number | null, grain: string): string {
  if (count === null) return "an unknown time";
  return `${count} ${grain}${count === 1 ? "" : "s"}`;
}

function gainText(gain: number | null, follower: string): string {
  if (gain === null || gain < WORTH_SAYING)
    return `Knowing it makes forecasts of “${follower}” slightly better.`;
  return `Knowing it makes the errors of forecasts of “${follower}” ${Math.round(gain * 100)}\u00a0% smaller.`;
}

/** Why a link is not supported: together by chance, or together and of no use. */
function doubtText({ test, within, grain }: LeadReading): string {
  const isTogether = (test?.q_value ?? 1) <= FALSE_DISCOVERIES;
  if (isTogether) return "They go together, but knowing it did not make forecasts better.";
  return `Within ${spanText(within, grain)} they go together no more than by chance.`;
}

const REASONS: Readonly<Record<Exclude<LeadReason, "too_short">, string>> = {
  too_many_unknown: "more than a tenth of the values are unknown",
  constant: "one of the two never changes",
  grains_differ: "they are measured over periods of different lengths",
  running: "a figure to date is no figure of each period; name the KPI that it adds up",
};

function reasonText(test: LeadTestRow, grain: string): string {
  if (test.reason !== null && test.reason !== "too_short") return REASONS[test.reason];
  return `${test.periods} of ${spanText(test.periods_needed, grain)}`;
}
