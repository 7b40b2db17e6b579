import { alertAccuracy } from "./alert-accuracy.ts";
import { alertDeliveries } from "./alert-deliveries.ts";
import { alertActions } from "./alert-actions.ts";
import { alertOptions, suggestions } from "./alert-options.ts";
import { alerts } from "./alerts.ts";
import { assessments, forecastAccuracy } from "./assessments.ts";
import { checkIns } from "./check-ins.ts";
import { deadLetters } from "./dead-letters.ts";
import {
  goals,
  goalsHistory,
  kpis,
  kpisHistory,
  scorecardItems,
  scorecardItemsHistory,
} from "./definitions.ts";
import { judgementAccuracy } from "./judgement-accuracy.ts";
import { forecasterLessons } from "./forecaster-lessons.ts";
import { kpiFreshness } from "./kpi-freshness.ts";
import { leadTests } from "./lead-tests.ts";
import { conflicts, restatements } from "./observation-quality.ts";
import {
  observations,
  observationsAsOf,
  observationsHistory,
  observationsRecordedAsOf,
} from "./observations.ts";
import { connectorRuns, rebuilds } from "./operations.ts";
import { overrides } from "./overrides.ts";
import { canaries, pipeline } from "./pipeline.ts";
import { goalProgress, scorecards } from "./progress.ts";
import { externalEventsView, reviews } from "./reviews.ts";
import { staleGoals } from "./stale-goals.ts";
import type { View } from "./view.ts";

/** Every public view, in an order in which they can be created. */
export const VIEWS: readonly View[] = [
  kpis,
  kpisHistory,
  goals,
  goalsHistory,
  scorecardItems,
  scorecardItemsHistory,
  observations,
  observationsHistory,
  observationsAsOf,
  observationsRecordedAsOf,
  pipeline,
  canaries,
  kpiFreshness,
  restatements,
  conflicts,
  assessments,
  forecastAccuracy,
  forecasterLessons,
  alerts,
  alertAccuracy,
  alertActions,
  alertDeliveries,
  checkIns,
  overrides,
  judgementAccuracy,
  leadTests,
  alertOptions,
  suggestions,
  externalEventsView,
  reviews,
  staleGoals,
  goalProgress,
  scorecards,
  connectorRuns,
  deadLetters,
  rebuilds,
];
