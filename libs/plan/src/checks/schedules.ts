import { addDuration } from "@milepost/contracts";
import type { Connector } from "@milepost/contracts";
import { CronExpressionParser } from "cron-parser";
import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownTimeZone } from "./finding.ts";

const FIELDS = 5;
/** A source is not asked more often, and one that is asked less often is not scheduled but forgotten. */
const SHORTEST_EVERY_MS = 10_000;
const LONGEST_EVERY_MS = 366 * 86_400_000;
/** Any moment: only whether the pattern names a time at all is looked at. */
const SOME_MOMENT = new Date(0);

/** Schedules of connectors that name no time, or two, or one that nobody can mean. */
export function scheduleFindings({ plan }: PlanShape): readonly Finding[] {
  return Object.entries(plan.connectors).flatMap(([id, connector]) => schedule(id, connector));
}

function schedule(id: string, { every, cron, timeZone }: Connector): readonly Finding[] {
  const path = ["connectors", id];
  const problems: Finding[] = [...unknownTimeZone(timeZone, [...path, "timeZone"])];
  if (every !== undefined && cron !== undefined) {
    const message = "a connector runs every so often or at the times of a cron pattern, not both";
    problems.push({ path: [...path, "cron"], code: "two_schedules", message, fix: "keep every or cron" });
  }
  if (every !== undefined && !isSensible(every)) {
    const message = `a connector runs every 10 seconds at the most often, and once a year at the least; ${every} is out of that`;
    problems.push({ path: [...path, "every"], code: "bad_every", message, fix: "write such as PT1H or P1D" });
  }
  if (timeZone !== undefined && cron === undefined) {
    const message = "the time zone says where a cron pattern's hours are, and there is no cron pattern";
    const fix = 'add cron: "15 6 * * 1-5", or remove timeZone';
    problems.push({ path: [...path, "timeZone"], code: "without_cron", message, fix });
  }
  if (cron !== undefined && !namesATime(cron)) {
    const message = `"${cron}" is no cron pattern`;
    const fix = 'write minute, hour, day, month and day of week, such as "15 6 * * 1-5"';
    problems.push({ path: [...path, "cron"], code: "bad_cron", message, fix });
  }
  return problems;
}

function isSensible(every: string): boolean {
  try {
    const everyMs = addDuration(0, every, "UTC");
    return everyMs >= SHORTEST_EVERY_MS && everyMs <= LONGEST_EVERY_MS;
  } catch {
    // It ends where no calendar reaches.
    return false;
  }
}

function namesATime(cron: string): boolean {
  const fields = cron.trim().split(/\s+/);
  // H stands for a minute that the parser draws by chance: another one in every process.
  if (fields.length !== FIELDS || fields.some((field) => /(?:^|,)h/i.test(field))) return false;
  try {
    CronExpressionParser.parse(cron, { tz: "UTC", currentDate: SOME_MOMENT }).next();
    return true;
  } catch {
    return false;
  }
}
