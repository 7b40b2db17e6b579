import { createHash } from "node:crypto";
import type { MessageComposedData, ToldItem } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { preferencesOf, zoneOf } from "./recipients.ts";
import { nextWeekAt, quietUntil, weekOf } from "./quiet-hours.ts";
import type { Telling, TellingView } from "./tellings.ts";

const LONGEST_PERSON = 90;
const MARK_CHARACTERS = 16;
/** Goals between a goal and its initiative, at most. */
const MOST_STEPS = 50;

/**
 * When a person may be told next, in epoch milliseconds: now, after quiet hours, or with the next week's budget, which what
 * cannot wait does not wait for.
 */
export function mayBeToldAt(
  view: TellingView,
  person: string,
  { now, isUrgent = false }: { readonly now: number; readonly isUrgent?: boolean },
): number {
  const { plan, deliveries } = view;
  const preferences = preferencesOf(plan, person);
  if (preferences === undefined) return now;
  const { quietHours, perWeek } = preferences;
  const zone = zoneOf(plan, preferences);
  const isSpent = !isUrgent && deliveries.messagesIn(person, weekOf(now, zone)) >= perWeek;
  const earliest = isSpent ? nextWeekAt(now, zone) : now;
  return quietUntil(earliest, quietHours, zone) ?? earliest;
}

/** One message with all that a person is to be told, by initiative; the same things give the same message. */
export function composeMessage(
  plan: PlanState,
  tellings: readonly Telling[],
  { person, now }: { readonly person: string; readonly now: number },
): MessageComposedData {
  const ids = tellings.map(({ telling }) => telling).toSorted();
  const mark = createHash("sha256").update(ids.join("\n")).digest("hex").slice(0, MARK_CHARACTERS);
  const preferences = preferencesOf(plan, person);
  const zone = preferences === undefined ? "UTC" : zoneOf(plan, preferences);
  const groups = [...Map.groupBy(tellings, ({ goal }) => initiativeOf(plan, goal))].map(([title, own]) => ({
    title,
    items: own.map(itemOf),
  }));
  return {
    message: `told-${person.slice(0, LONGEST_PERSON)}-${mark}`,
    person,
    at: new Date(now).toISOString(),
    week: weekOf(now, zone),
    subject: subjectOf(plan, tellings),
    groups,
  };
}

function itemOf({ person: _person, about: _about, isUrgent: _isUrgent, ...item }: Telling): ToldItem {
  return item;
}

function subjectOf(plan: PlanState, tellings: readonly Telling[]): string {
  const [first] = tellings;
  if (tellings.length === 1 && first !== undefined) return aloneSubject(plan, first);
  const alerts = tellings.filter(({ alert }) => alert !== null);
  const silent = tellings.filter(({ about }) => about === "silence");
  const reviews = tellings.filter(
    ({ alert, goal, about }) => alert === null && goal !== null && about === undefined,
  );
  const others = tellings.length - alerts.length - reviews.length - silent.length;
  const parts = [
    ...goalsPart(plan, alerts, "at risk"),
    ...goalsPart(plan, reviews, "to look at again"),
    ...goalsPart(plan, silent, "that nothing comes in about"),
    ...(others === 0 ? [] : [`${others} ${others === 1 ? "note" : "notes"} on channels`]),
  ];
  return parts.join(", ");
}

/** An alert names its goal by the title, which is not always the name of its KPI. */
function aloneSubject(plan: PlanState, { alert, goal, headline }: Telling): string {
  const title = plan.goals.get(goal ?? "")?.definition.title;
  if (alert === null || title === undefined || headline.includes(title)) return headline;
  return `${title} – ${headline}`;
}

/** How many goals, and the one with the least chance by its title; none where there are none. */
function goalsPart(plan: PlanState, tellings: readonly Telling[], what: string): readonly string[] {
  const [worst] = tellings.toSorted((a, b) => newestChance(a) - newestChance(b));
  if (worst === undefined) return [];
  const title = plan.goals.get(worst.goal ?? "")?.definition.title ?? worst.goal;
  const count = tellings.length;
  const more = count === 1 ? "" : ` and ${count - 1} more`;
  return [`${count} ${count === 1 ? "goal" : "goals"} of yours ${what}: ${title}${more}`];
}

/** The chance that a telling shows last; 1 where it cannot be told. */
function newestChance({ chances }: Telling): number {
  return chances.at(-1)?.chance ?? 1;
}

/** Title of the initiative that a goal belongs to: the nearest one above, else the nearest goal above; null: none. */
function initiativeOf(plan: PlanState, goal: string | null): string | null {
  let above = plan.goals.get(goal ?? "")?.definition.parent;
  let nearest: string | null = null;
  for (let step = 0; above !== undefined && step < MOST_STEPS; step += 1) {
    const parent = plan.goals.get(above)?.definition;
    if (parent?.kind === "initiative") return parent.title;
    nearest ??= parent?.title ?? null;
    above = parent?.parent;
  }
  return nearest;
}
