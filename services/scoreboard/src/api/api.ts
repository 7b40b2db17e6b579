import type { FastifyInstance } from "fastify";
import type { EventLog } from "@milepost/event-log";
import type { BoardParts } from "../reading/board.ts";
import { getAlertOptions } from "./get-alert-options.ts";
import { getAlerts } from "./get-alerts.ts";
import { getAssessments } from "./get-assessments.ts";
import { getCapabilities } from "./get-capabilities.ts";
import { getDeadLetter } from "./get-dead-letter.ts";
import { getDeadLetters } from "./get-dead-letters.ts";
import { getExplanation } from "./get-explanation.ts";
import { getGoal } from "./get-goal.ts";
import { getGoals } from "./get-goals.ts";
import { getLeads } from "./get-leads.ts";
import { getKpis } from "./get-kpis.ts";
import { getLookback } from "./get-lookback.ts";
import { getObservations } from "./get-observations.ts";
import { getReviews } from "./get-reviews.ts";
import { getStaleGoals } from "./get-stale-goals.ts";
import { getScorecard } from "./get-scorecard.ts";
import { getScorecards } from "./get-scorecards.ts";

/** Registers the reads of the public API. */
export function registerApi(app: FastifyInstance, parts: BoardParts & { readonly log: EventLog }): void {
  getKpis(app, parts);
  getObservations(app, parts);
  getExplanation(app, parts);
  getGoals(app, parts);
  getGoal(app, parts);
  getLookback(app, parts);
  getStaleGoals(app, parts);
  getScorecards(app, parts);
  getScorecard(app, parts);
  getAssessments(app, parts);
  getAlerts(app, parts);
  getLeads(app, parts);
  getAlertOptions(app, parts);
  getReviews(app, parts);
  getCapabilities(app, parts);
  getDeadLetters(app, parts);
  getDeadLetter(app, parts);
}
