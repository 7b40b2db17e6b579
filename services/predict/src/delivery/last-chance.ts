import type { AlertRaisedData } from "@milepost/contracts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** Whether the last day of the last period in which action matters was less than a week away when the alert was raised, and not over. */
export function isLastChance({ content }: Pick<AlertRaisedData, "content">): boolean {
  if (content === undefined || content.actUntil === null) return false;
  const left = Date.parse(content.actUntil) - Date.parse(content.answer.from);
  return left > -DAY_MS && left < WEEK_MS;
}
