import { currentId, timeZoneOf } from "@milepost/plan";
import type { Store } from "@milepost/store";
import { alertStanding } from "@milepost/store/queries/alert-standing";
import { reviewStanding } from "@milepost/store/queries/reviews";
import { optionStanding } from "@milepost/store/queries/option-standing";
import { suggestionDecisions } from "@milepost/store/queries/suggestion-decisions";
import { acknowledge } from "../alerts/acknowledge.ts";
import type { Acknowledged, Acknowledgement } from "../alerts/acknowledge.ts";
import { snooze } from "../alerts/snooze.ts";
import type { Snooze, Snoozed } from "../alerts/snooze.ts";
import { checkIn } from "../judgement/check-in.ts";
import type { CheckedIn, CheckIn } from "../judgement/check-in.ts";
import { concludeReview } from "../reviews/conclude-review.ts";
import type { Concluded, Conclusion } from "../reviews/conclude-review.ts";
import { decideSuggestion } from "../suggestions/decide-suggestion.ts";
import type { Decided, SuggestionDecision, SuggestionName } from "../suggestions/decide-suggestion.ts";
import { kpiToday } from "../suggestions/kpi-today.ts";
import { override } from "../judgement/override.ts";
import type { Overridden, Override } from "../judgement/override.ts";
import { withdrawOverride } from "../judgement/withdraw-override.ts";
import type { OverrideName, OverrideWithdrawal, OverrideWithdrawn } from "../judgement/withdraw-override.ts";
import type { AlertCommandParts, KnownAlert } from "../alerts/say-to-alert.ts";
import type { PlanReader } from "../plans/follow-plan.ts";

/** What people say to alerts and reviews, of goals, and on suggestions. */
export interface PeoplesCommands {
  acknowledge(alert: string, request: Acknowledgement): Promise<Acknowledged>;
  /** Puts an alert off until a date. */
  snooze(alert: string, request: Snooze): Promise<Snoozed>;
  /** Records what a person decides on a suggestion; the plan stays as it is. */
  decideSuggestion(name: SuggestionName, decided: SuggestionDecision): Promise<Decided>;
  /** Says how sure a person is of reaching a goal's target. */
  checkIn(goal: string, request: CheckIn): Promise<CheckedIn>;
  /** Closes an out-of-cycle review. */
  concludeReview(review: string, request: Conclusion): Promise<Concluded>;
  /** Says how a goal will end, beside what the model says. */
  override(goal: string, request: Override): Promise<Overridden>;
  /** Takes back what somebody said of how a goal will end. */
  withdrawOverride(name: OverrideName, request: OverrideWithdrawal): Promise<OverrideWithdrawn>;
}

/** What people say to alerts and of goals. */
export function peoplesCommands(
  parts: Omit<AlertCommandParts, "findAlert">,
  store: Store,
  plan: PlanReader,
): PeoplesCommands {
  const toAlerts = { ...parts, findAlert: findAlertIn(store, plan) };
  const ofGoals = { ...parts, plan };
  const ofReviews = {
    ...parts,
    findReview: async (review: string) => (await store.query(reviewStanding({ review })))[0],
  };
  const onSuggestions = {
    ...toAlerts,
    people: () => plan.state().people,
    today: kpiToday(() => plan.state(), parts.clock),
    goalNow: (goal: string) => currentId(plan.state(), "goal", goal),
    optionsOf: (alert: string) => store.query(optionStanding({ alert })),
    decisionsOf: (alert: string) => store.query(suggestionDecisions({ alert })),
  };
  return {
    acknowledge: (alert, request) => acknowledge(alert, request, toAlerts),
    snooze: (alert, request) => snooze(alert, request, toAlerts),
    checkIn: (goal, request) => checkIn(goal, request, ofGoals),
    concludeReview: (review, request) => concludeReview(review, request, ofReviews),
    decideSuggestion: (name, decided) => decideSuggestion(name, decided, onSuggestions),
    override: (goal, request) => override(goal, request, ofGoals),
    withdrawOverride: (name, request) => withdrawOverride(name, request, ofGoals),
  };
}

function findAlertIn(store: Store, plan: PlanReader): (alert: string) => Promise<KnownAlert | undefined> {
  return async (alert) => {
    await plan.caughtUp();
    const [row] = await store.query(alertStanding({ alert }));
    if (row === undefined) return undefined;
    const { kpi, ...standing } = row;
    const definition = plan.state().kpis.get(kpi)?.definition;
    const timeZone = definition === undefined ? "UTC" : timeZoneOf(plan.state(), definition);
    return { alert, timeZone, ...standing };
  };
}
