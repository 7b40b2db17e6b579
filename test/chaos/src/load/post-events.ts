import { setTimeout as delay } from "node:timers/promises";
import type { PostedEvent } from "./observations.ts";
import type { PostedRecord } from "./records.ts";
import { OutOfTime } from "../out-of-time.ts";

/** What a client posts. */
export type Posted = PostedEvent | PostedRecord;

const RETRY_PAUSE_MS = 100;
const ANSWER_TIMEOUT_MS = 40_000;
/** After so long without an answer the process is not just starting. */
export const GIVE_UP_MS = 240_000;
/** What an answer may say besides yes: try again. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What answers there were besides the accepted ones, by status and code; `none` where no answer came. */
export type Refusals = Map<string, number>;

/**
 * Posts events until they are accepted, the very same ones after each refusal. A refusal that does not say "try again",
 * or that leaves some events out, is an error: nothing of this load is wrong.
 */
export async function postEvents(
  url: () => string,
  events: readonly Posted[],
  {
    refusals = new Map(),
    giveUpMs = GIVE_UP_MS,
  }: { readonly refusals?: Refusals; readonly giveUpMs?: number | undefined } = {},
): Promise<void> {
  const body = JSON.stringify(events);
  const deadline = performance.now() + giveUpMs;
  for (;;) {
    const refusal = await attempt(url(), body);
    if (refusal === undefined) return;
    refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
    if (performance.now() > deadline) throw new OutOfTime(`Not accepted in the end: ${refusal}`);
    await delay(RETRY_PAUSE_MS);
  }
}

async function attempt(url: string, body: string): Promise<string | undefined> {
  const headers = { "content-type": "application/cloudevents-batch+json" };
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${url}/v1/events`, { method: "POST", headers, body, signal });
    text = await answer.text();
  } catch {
    return "none";
  }
  if (answer.status === 202) return undefined;
  if (!RETRYABLE_STATUSES.has(answer.status)) throw new Error(`Refused: ${answer.status} ${text}`);
  return `${answer.status} ${(JSON.parse(text) as { readonly code?: string }).code}`;
}

/** Applies a plan, again and again where nobody answers. */
export async function postPlan(url: () => string, plan: string): Promise<void> {
  const headers = { "content-type": "application/yaml" };
  const deadline = performance.now() + GIVE_UP_MS;
  for (;;) {
    const answer = await fetch(`${url()}/v1/plans`, { method: "POST", headers, body: plan }).catch(
      () => undefined,
    );
    if (answer?.ok === true) return void (await answer.arrayBuffer());
    const text = (await answer?.text()) ?? "no answer";
    const isFinal = answer !== undefined && !RETRYABLE_STATUSES.has(answer.status);
    if (isFinal) throw new Error(`Plan refused: ${text}`);
    if (performance.now() > deadline) throw new OutOfTime(`Plan not applied: ${text}`);
    await delay(RETRY_PAUSE_MS);
  }
}
