import { isDeepStrictEqual } from "node:util";
import type { CommandContext } from "./command-context.ts";
import type { Replayed } from "./commands/alert-replay.ts";
import { URGENT_NOTE } from "./commands/alert-replay.ts";

/** Kinds of plan objects that decide which alerts are sent, to whom and how. */
const ABOUT_ALERTS: readonly string[] = ["alerting", "recipient", "channel"];

/** Kinds that may move thresholds: what a missed goal costs, its kind or its commitment. */
const MAY_MOVE_ALERTS: readonly string[] = ["goal"];

/**
 * What a plan that changes alerts would have sent in the last year; null: it changes none, or that cannot be told. Of a
 * plan that changes goals it is told where it differs from what is sent now.
 */
export async function planReplay(
  plan: string,
  changes: readonly { readonly kind: string }[],
  { api, say }: Pick<CommandContext, "api" | "say">,
): Promise<Replayed | null> {
  const isAbout = (kinds: readonly string[]): boolean => changes.some(({ kind }) => kinds.includes(kind));
  if (!isAbout([...ABOUT_ALERTS, ...MAY_MOVE_ALERTS])) return null;
  try {
    const { body } = await api.call("/v1/alert-replays", {
      method: "POST",
      body: { type: "application/json", text: JSON.stringify({ plan }) },
    });
    const replayed = body as Replayed;
    return isAbout(ABOUT_ALERTS) || differs(replayed) ? replayed : null;
  } catch {
    // What else the dry run found is worth as much without it.
    say("Which alerts this plan would have sent in the last year cannot be told now.");
    return null;
  }
}

function differs({ replay, current }: Replayed): boolean {
  return !isDeepStrictEqual(replay, current.replay);
}

/** `This setting would have sent 41 instead of 77 alerts from … to …, 35 of them right (now 60), to 12 people, …`. */
export function replayText({ from, to, replay, current }: Replayed): string {
  const { alerts, right, people } = replay;
  const messages = people.reduce((sum, one) => sum + one.messages, 0);
  const inDigest = people.reduce((sum, one) => sum + one.inDigest, 0);
  const told = new Set(people.map(({ person }) => person)).size;
  return (
    `This setting would have sent ${alerts} instead of ${current.replay.alerts} alerts from ${from} to ${to}, ` +
    `${right} of them right (now ${current.replay.right}): to ${told} ${told === 1 ? "person" : "people"}, ` +
    `in ${messages} ${messages === 1 ? "message" : "messages"} beyond the page, ${inDigest} alerts in a digest. ${URGENT_NOTE}`
  );
}
