import type { PlanShape } from "../read-shape.ts";
import { alertingFindings } from "./alerting.ts";
import { bindingFindings } from "./bindings.ts";
import { channelFindings, recipientFindings } from "./channels.ts";
import { calendarFindings } from "./calendars.ts";
import { connectorFindings } from "./connectors.ts";
import { cycleFindings } from "./cycles.ts";
import { drivesFindings } from "./drives.ts";
import type { Finding } from "./finding.ts";
import { goalFindings } from "./goals.ts";
import { kpiFindings } from "./kpis.ts";
import { measureFindings } from "./measures.ts";
import { renameFindings } from "./renames.ts";
import { scheduleFindings } from "./schedules.ts";
import { scorecardFindings } from "./scorecards.ts";
import { unitFindings } from "./units.ts";

const CHECKS: readonly ((shape: PlanShape) => readonly Finding[])[] = [
  calendarFindings,
  unitFindings,
  kpiFindings,
  drivesFindings,
  bindingFindings,
  goalFindings,
  scorecardFindings,
  connectorFindings,
  measureFindings,
  scheduleFindings,
  channelFindings,
  recipientFindings,
  cycleFindings,
  renameFindings,
  alertingFindings,
];

/** Everything that is wrong between the objects of a plan, each of them well-formed by itself. */
export function findings(shape: PlanShape): readonly Finding[] {
  return CHECKS.flatMap((check) => check(shape));
}
