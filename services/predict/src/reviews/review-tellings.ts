import { localDate } from "@milepost/contracts";
import { currentId } from "@milepost/plan";
import { chanceText } from "../alerts/alert-words.ts";
import { whoIsTold } from "../delivery/recipients.ts";
import type { Telling, TellingView, Waiting } from "../delivery/tellings.ts";

/** Reviews that wait for the owner of their goal. */
export function openReviews(view: TellingView): readonly Waiting[] {
  const found: Waiting[] = [];
  for (const { review, goal: called, report, before, over } of view.reviews.reviews()) {
    const goal = currentId(view.plan, "goal", called);
    const reported = view.reviews.report(report);
    const defined = view.plan.goals.get(goal)?.definition;
    if (over || reported === undefined || defined === undefined) continue;
    const person = whoIsTold(view, defined.owner, goal);
    if (person === null) continue;
    const chance = before?.pHit ?? null;
    const telling = `${review}/opened`;
    const compose = (): Telling => ({
      telling,
      person,
      alert: null,
      goal,
      headline: `${reported.title}: look at “${defined.title}” again`,
      lines: [
        `It was reported to have happened on ${localDate(reported.happenedAt, "UTC")}, and may change what the goal can reach.`,
        chance === null
          ? "The chance of reaching the target was not known before it."
          : `The chance of reaching the target was ${chanceText(chance)} before it.`,
        "Say what follows from it: keep the goal, adjust its target, or adjust the plan.",
      ],
      page: `/reviews/${review}`,
      chances: [],
      raiseBelow: null,
    });
    found.push({ telling, person, compose });
  }
  return found;
}
