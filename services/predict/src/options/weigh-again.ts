import { localDate } from "@milepost/contracts";
import type { OptionsWeighedData } from "@milepost/contracts";
import { supportedKeys } from "../leads/supported-leads.ts";
import type { SupportedLead } from "../leads/supported-leads.ts";
import type { Weighing } from "./weigh-options.ts";

/** A chance that moved by less leaves what can be done as it was. */
const MATERIAL = 0.01;

/** What stands now, as far as options rest on it. */
export interface WeighedFacts extends Pick<Weighing, "assessment" | "clearAbove" | "external" | "supported"> {
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Whether what was weighed says little of what stands now. */
export function isMaterial(
  last: OptionsWeighedData | undefined,
  { assessment, clearAbove, external, supported = [], now }: WeighedFacts,
): boolean {
  if (last === undefined) return true;
  const isSame = last.clearAbove === clearAbove && last.external.join(" ") === external.join(" ");
  const wereSupported = last.supported ?? [];
  if (!isSame || wereSupported.join(" ") !== supportedKeys(supported).join(" ")) return true;
  if (isTooLate(last, supported, now) || isTooCertain(last)) return true;
  if (last.assessment === assessment.id) return false;
  return (
    // Options name the goal's line in the plan file, which a rename changes.
    last.goal !== assessment.goal ||
    last.period !== assessment.period ||
    last.target !== assessment.target ||
    last.periodsLeft !== assessment.periodsLeft ||
    last.modelVersion !== assessment.modelVersion ||
    Math.abs(last.pHit - assessment.pHit) >= MATERIAL
  );
}

/** Whether a period has begun from which on a lead would have had to move. */
function isTooLate(
  { leads = [] }: OptionsWeighedData,
  supported: readonly SupportedLead[],
  now: number,
): boolean {
  return leads.some(({ lead, fromDate }) => {
    const own = supported.filter(({ link }) => link.lead.baseId === lead);
    return own.length > 0 && own.every(({ link }) => fromDate < localDate(now, link.lead.timeZone));
  });
}

/** Whether leads were weighed as if how much they move the goal were known: so it was told before that was drawn. */
function isTooCertain({ leads = [] }: OptionsWeighedData): boolean {
  return leads.some(({ slopeError }) => slopeError === undefined);
}

/** Which weighing of an alert comes next; those of before they were counted count as one. */
export function stepAfter(last: OptionsWeighedData | undefined): number {
  return last === undefined ? 1 : (last.step ?? 1) + 1;
}
