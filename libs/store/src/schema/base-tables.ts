import { alertEvents, assessmentEvents, goalClosings } from "./assessment-tables.ts";
import type { BaseTable } from "./base-table.ts";
import {
  calendarDefinitions,
  goalDefinitions,
  kpiDefinitions,
  scorecardDefinitions,
} from "./definition-tables.ts";
import { deliveryEvents } from "./delivery-tables.ts";
import { derivedUpTo, forecastAccuracyRows, goalProgressRows, scorecardRows } from "./derived-tables.ts";
import { foldEvents } from "./fold-events.ts";
import { judgementEvents } from "./judgement-tables.ts";
import { leadTestEvents } from "./lead-tables.ts";
import { forecasterLessonEvents } from "./lesson-tables.ts";
import { observationEvents } from "./observation-events.ts";
import {
  deadLetterEvents,
  deadLetterSteps,
  rebuildReports,
  rebuildStates,
  runEvents,
} from "./operation-tables.ts";
import { optionEvents, suggestionEvents } from "./option-tables.ts";
import { canaryRows, pipelinePartitions } from "./pipeline-tables.ts";
import { recordVersions } from "./record-versions.ts";
import { externalEvents, reviewEvents } from "./review-tables.ts";
import { stalenessEvents } from "./staleness-tables.ts";

/** Every base table of the newest schema. */
export const BASE_TABLES: readonly BaseTable[] = [
  observationEvents,
  calendarDefinitions,
  kpiDefinitions,
  goalDefinitions,
  scorecardDefinitions,
  assessmentEvents,
  goalClosings,
  forecasterLessonEvents,
  alertEvents,
  optionEvents,
  suggestionEvents,
  deliveryEvents,
  judgementEvents,
  leadTestEvents,
  externalEvents,
  reviewEvents,
  stalenessEvents,
  runEvents,
  recordVersions,
  foldEvents,
  deadLetterEvents,
  deadLetterSteps,
  canaryRows,
  goalProgressRows,
  scorecardRows,
  forecastAccuracyRows,
  derivedUpTo,
  rebuildReports,
  rebuildStates,
  pipelinePartitions,
];

/** The tables that a rebuild builds anew and exchanges. */
export const REBUILT_TABLES: readonly BaseTable[] = BASE_TABLES.filter((table) => table.origin !== "own");
