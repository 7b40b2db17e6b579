import { deadLetterPlace } from "@milepost/contracts";
import { problemSchema } from "@milepost/contracts/problem";
import type { CommandContext } from "./command-context.ts";
import { commandRequest } from "./command-request.ts";
import { EXIT } from "./exit-code.ts";

/** Replays of observations under way at once: each waits until its record is visible, and none depends on another. */
const OBSERVATIONS_AT_ONCE = 8;
const SHOWN_STAYING = 20;
const SAY_EVERY = 50;

/** Which open dead letters are tried, and by whom. */
export interface ReplayAllOptions {
  readonly topic?: string;
  readonly code?: string;
  readonly by: string;
  readonly reason?: string;
}

interface Tried {
  readonly id: string;
  readonly isReplayed: boolean;
  /** Why it stays; empty where it does not. */
  readonly why: string;
}

/** Tries every open dead letter as it stands, says how far it is, and ends with 3 when something stayed. */
export async function replayAll(options: ReplayAllOptions, context: CommandContext): Promise<void> {
  const { api, show, say, endWith } = context;
  const { topic, code } = options;
  const letters = await api.list("/v1/dead-letters", { status: "open", topic, code });
  say(`Replaying ${letters.length} dead letters, the oldest first …`);
  const ids = letters.map((letter) => String(letter["dead_letter"])).toReversed();
  const tried: Tried[] = [];
  const work = async (waiting: string[]): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      tried.push(await tryOne(id, options, context));
      if (tried.length % SAY_EVERY === 0) say(`${tried.length} of ${letters.length}`);
    }
  };
  // Of definitions and decisions the order counts.
  await work(ids.filter((id) => !isObservation(id)));
  const observations = ids.filter(isObservation);
  await Promise.all(Array.from({ length: OBSERVATIONS_AT_ONCE }, () => work(observations)));
  const staying = tried.filter(({ isReplayed }) => !isReplayed);
  const replayed = tried.length - staying.length;
  show({ tried: tried.length, replayed, stayed: staying.length, staying }, () => describe(tried, staying));
  if (staying.length > 0) endWith(EXIT.foundWanting);
}

function isObservation(id: string): boolean {
  return deadLetterPlace(id)?.topic === "observations";
}

async function tryOne(id: string, { by, reason }: ReplayAllOptions, { api }: CommandContext): Promise<Tried> {
  const { status, body } = await api.call(`/v1/dead-letters/${encodeURIComponent(id)}/replays`, {
    ...commandRequest({ by }, { reason }),
    expected: [409, 422],
  });
  if (status === 201) {
    const { outcome } = body as { readonly outcome: string };
    return {
      id,
      isReplayed: outcome === "visible",
      why: outcome === "visible" ? "" : outcome.replaceAll("_", " "),
    };
  }
  const problem = problemSchema.safeParse(body);
  const why = problem.data?.problems?.[0]?.message ?? problem.data?.title ?? `the server answered ${status}`;
  return { id, isReplayed: false, why };
}

function describe(tried: readonly Tried[], staying: readonly Tried[]): string {
  const lines = staying.slice(0, SHOWN_STAYING).map(({ id, why }) => `${id} stays: ${why}`);
  const more = staying.length > SHOWN_STAYING ? [`… and ${staying.length - SHOWN_STAYING} more`] : [];
  const fix = staying.length > 0 ? ["Fix one with: milepost dead-letters replay <id> --file fixed.json"] : [];
  return [
    ...lines,
    ...more,
    `${tried.length - staying.length} replayed, ${staying.length} stay.`,
    ...fix,
  ].join("\n");
}
