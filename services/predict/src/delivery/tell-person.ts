import type { ChannelParts, Recipient } from "@milepost/channels";
import { signLink } from "@milepost/runtime";
import type { Deployment } from "../deployment.ts";
import { attemptMessage } from "./attempt-message.ts";
import { composeMessage, mayBeToldAt } from "./compose-message.ts";
import type { DeliveryParts, DeliverySettings } from "./delivery-parts.ts";
import type { KnownMessage } from "./delivery-state.ts";
import { messageOf } from "./message-of.ts";
import type { LinkTo } from "./message-of.ts";
import { DEFAULT_BACKOFF, nextAttempt, retryAt } from "./next-attempt.ts";
import { usableChannels, whoIsTold } from "./recipients.ts";
import { openTellings } from "./tellings.ts";
import type { TellingView, Waiting } from "./tellings.ts";

/** Attempts of one job, at most: what is due after them comes with the next one. */
const ATTEMPTS_OF_JOB = 50;
/** How long a link works after its message was composed, in milliseconds: thirty days. */
const LINK_LIFE_MS = 2_592_000_000;

/** What channels get of a deployment. */
export function channelPartsOf({ settings }: Pick<DeliveryParts, "settings">): ChannelParts {
  const { channels, worldClock, timeoutMs } = settings;
  const { secrets, allowPrivate } = channels;
  return {
    secrets,
    allowPrivate,
    now: () => worldClock.now(),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

/** Tells a person what is due: composes a message of what waits, and sends every message whose time has come. */
export async function tellPerson(person: string, parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const deployment = await parts.open();
  const { onStep, worldClock } = parts.settings;
  await deployment.catchUp();
  await composeFor(person, deployment, { parts, signal });
  for (let attempts = 0; attempts < ATTEMPTS_OF_JOB; attempts += 1) {
    signal.throwIfAborted();
    const due = dueMessages(viewOf(deployment)).find(
      (one) => one.person === person && one.at <= worldClock.now(),
    );
    if (due === undefined) return;
    const { message, channel } = due;
    const { composed } = message;
    const number = message.attempts.length + 1;
    await onStep?.("sending");
    const { news } = await attemptMessage(
      {
        plan: deployment.planNow().plan,
        channel,
        message: messageOf(composed, {
          linkTo: linksFor(parts.settings.links, composed, person),
          alertOf: (alert) => deployment.deliveries.alert(alert),
        }),
        to: recipientOf(deployment, person),
        number,
        about: composed.groups.flatMap(({ items }) => items),
        retryAt: (askedMs) =>
          retryAt(
            message,
            { channel, now: worldClock.now(), askedMs },
            parts.settings.backoff ?? DEFAULT_BACKOFF,
          ),
      },
      { openChannel: parts.openChannel, channelParts: channelPartsOf(parts), signal },
    );
    await onStep?.("answered");
    await deployment.append(news);
    await onStep?.("recorded");
  }
}

async function composeFor(
  person: string,
  deployment: Deployment,
  { parts, signal }: { readonly parts: DeliveryParts; readonly signal: AbortSignal },
): Promise<void> {
  const { onStep, worldClock } = parts.settings;
  if (waitingFor(person, deployment, worldClock.now()).length === 0) return;
  await onStep?.("composing");
  // Whoever stood still may own the person no more: what another one composed meanwhile is told.
  await deployment.catchUp();
  signal.throwIfAborted();
  const now = worldClock.now();
  const tellings = waitingFor(person, deployment, now).map(({ compose }) => compose());
  if (tellings.length === 0) return;
  const data = composeMessage(viewOf(deployment).plan, tellings, { person, now });
  const id = `${data.message}-composed`;
  await deployment.append([{ type: "milepost.message.composed.v1", id, key: person, data }]);
  await onStep?.("composed");
}

/** What a person may be told now. */
function waitingFor(person: string, deployment: Deployment, now: number): readonly Waiting[] {
  const view = viewOf(deployment);
  return openTellings(view).filter(
    ({ person: whom, isUrgent = false }) =>
      whom === person && mayBeToldAt(view, person, { now, isUrgent }) <= now,
  );
}

/** What tellings and due messages are found in, as it stands. */
export function viewOf(deployment: Deployment): TellingView {
  const { ledger, deliveries, reviews, goalEvents } = deployment;
  const [plan, people] = [deployment.planNow().plan, deployment.people()];
  return { ledger, deliveries, reviews, goalEvents, plan, people };
}

/** A message that goes through a channel at a time, to the person who is there to be told. */
export interface DueMessage {
  readonly message: KnownMessage;
  readonly person: string;
  readonly channel: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Every message that nobody took yet and that a channel can be used for. */
export function dueMessages(view: TellingView): readonly DueMessage[] {
  const { plan, deliveries } = view;
  const pauses = deliveries.pauses();
  return [...deliveries.pending()].flatMap((message) => {
    const { composed } = message;
    const [first] = composed.groups.flatMap(({ items }) => items);
    const person = whoIsTold(view, composed.person, first?.goal ?? null);
    if (person === null) return [];
    const next = nextAttempt(message, usableChannels(plan, person, pauses));
    return next === undefined ? [] : [{ message, person, ...next }];
  });
}

/** A person as channels address them. */
export function recipientOf(deployment: Deployment, person: string): Recipient {
  const { name = person, email = "" } = deployment.people().get(person) ?? {};
  return { person, name, email };
}

/** Links to pages; those of an alert carry who may take it on by them, and until when. */
function linksFor(
  { url, key }: DeliverySettings["links"],
  { at }: { readonly at: string },
  person: string,
): LinkTo {
  const expiresAt = Date.parse(at) + LINK_LIFE_MS;
  return ({ path, alert }) => {
    const secret = key();
    if (alert === null || secret === undefined) return `${url}${path}`;
    return `${url}${path}?token=${signLink(secret, { alert, person, expiresAt })}`;
  };
}
