import { durationInWords, GOAL_EVENT_WORDS, localDate } from "@milepost/contracts";
import type { Goal, GoalStaleData } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import type { Telling, TellingView, Waiting } from "../delivery/tellings.ts";
import { whoIsTold } from "../delivery/recipients.ts";

/** Goals that nothing comes in about: their owners are reminded once for each silence, as long as it lasts. */
export function silentGoals(view: TellingView): readonly Waiting[] {
  const { plan, goalEvents, deliveries } = view;
  return [...goalEvents.open()].flatMap((spell) => {
    const telling = `${spell.spell}/stale`;
    if (deliveries.isTold(telling)) return [];
    const goal = plan.goals.get(spell.goal)?.definition;
    const heardAt = goalEvents.last(spell.goal)?.at ?? Number.NEGATIVE_INFINITY;
    // Somebody spoke since: what ends the silence is on its way into the log.
    if (goal === undefined || heardAt > Date.parse(spell.last?.at ?? spell.existsSince)) return [];
    const person = whoIsTold(view, spell.owner, spell.goal);
    if (person === null) return [];
    const compose = (): Telling => ({ telling, person, ...silenceItem(plan, goal, spell) });
    return [{ telling, person, compose }];
  });
}

function silenceItem(plan: PlanState, goal: Goal, spell: GoalStaleData): Omit<Telling, "telling" | "person"> {
  const { kpi } = goal.measure;
  return {
    about: "silence",
    alert: null,
    goal: spell.goal,
    headline: `“${goal.title}”: nothing has come in since ${sinceOf(spell)}`,
    lines: [...silenceLines(spell), whatToDo(plan.kpis.get(kpi)?.definition.name ?? kpi, goal)],
    page: goal.private
      ? `/kpis/${kpi}`
      : `/stale-goals?owner=${encodeURIComponent(spell.owner)}#${spell.goal}`,
    chances: [],
    raiseBelow: null,
  };
}

function silenceLines(spell: GoalStaleData): string[] {
  const { last, days, cadence, grace, asOf, timeZone } = spell;
  const found = localDate(Date.parse(asOf), timeZone);
  const allowed = `the ${durationInWords(cadence)} within which somebody should look at it and the ${durationInWords(grace)} of grace`;
  return [
    `On ${found} that had been ${days} ${days === 1 ? "day" : "days"}: longer than ${allowed}.`,
    last === null
      ? "Nothing has ever come in about it."
      : `The last thing that came in was ${GOAL_EVENT_WORDS[last.kind]}.`,
  ];
}

function whatToDo(kpi: string, { checkIns }: Goal): string {
  const report = checkIns !== false ? `Check in on it, report a value of ${kpi}` : `Report a value of ${kpi}`;
  return `${report}, connect the source so that values come by themselves, or take the goal out of the plan if nobody wants it any more.`;
}

function sinceOf({ last, existsSince, timeZone }: GoalStaleData): string {
  return localDate(Date.parse(last?.at ?? existsSince), timeZone);
}
