import type { ChannelDefinition } from "@milepost/contracts";

/** A picture that goes with an item. */
export interface MessageImage {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** What it shows, for those who do not see it. */
  readonly alt: string;
  /** How it is to be read, for those who do: it has no letters. Absent: nothing is said beneath it. */
  readonly caption?: string;
}

/** One thing that a person is told. */
export interface MessageItem {
  readonly headline: string;
  readonly lines: readonly string[];
  /** Where it is read in full and taken on. */
  readonly link: { readonly url: string; readonly text: string } | null;
  /** The same for programs; absent: there are only words. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Drawn when it is needed: what cannot be drawn must not keep the rest from being sent. */
  readonly image: (() => MessageImage) | null;
}

/** Items that belong together. */
export interface MessageGroup {
  /** Null: they belong to nothing in particular. */
  readonly title: string | null;
  readonly items: readonly MessageItem[];
}

/** What is sent, whatever the channel. */
export interface Message {
  /** The same on each attempt: receivers recognise a repetition by it. */
  readonly id: string;
  /** When it was composed, ISO 8601 UTC. */
  readonly at: string;
  readonly subject: string;
  readonly groups: readonly MessageGroup[];
  /** A test says so, wherever it is read. */
  readonly test: boolean;
}

/** To whom a message goes; a webhook's receiver is told the person, e-mail goes to the address. */
export interface Recipient {
  readonly person: string;
  readonly name: string;
  readonly email: string;
}

/** What became of one attempt. */
export type SendResult =
  | {
      readonly outcome: "delivered";
      /** What the receiver answered. */
      readonly answer: string;
      readonly status: number | null;
      /** Why only the plain form was sent; absent: all of it was. */
      readonly plainBecause?: string;
    }
  | {
      readonly outcome: "retry";
      readonly reason: string;
      readonly status: number | null;
      /** How long the receiver asks to be left alone, in milliseconds; null: it says nothing. */
      readonly retryAfterMs: number | null;
    }
  | {
      readonly outcome: "refused";
      readonly reason: string;
      readonly status: number | null;
      /** Whether the channel takes no message at all, or none for this person. */
      readonly scope: "channel" | "recipient";
    };

/** One configured way to tell people. */
export interface Channel {
  readonly kind: ChannelDefinition["kind"];
  /**
   * Tries once. What the receiver says is a result, never an error; resolves within the channel's time limit. A signal that
   * aborts ends it as `retry`: nobody knows whether the message arrived.
   */
  send(message: Message, to: Recipient, signal: AbortSignal): Promise<SendResult>;
}

/** Gives the secret behind a reference such as `env:MAIL_SERVER`; undefined: there is none. */
export type SecretSource = (reference: string) => string | undefined;

/** What channels need of a deployment. */
export interface ChannelParts {
  readonly secrets: SecretSource;
  /** Whether webhooks may point into the network of this deployment. */
  readonly allowPrivate: boolean;
  /** Epoch milliseconds by the world's clock: receivers check a signature's age. */
  readonly now: () => number;
  /** How long an attempt may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Longest reason that is kept of an answer, in characters. */
export const MAX_REASON_CHARACTERS = 300;

/** Stands where an address stood. */
export const HIDDEN = "<address>";

/** An answer's text as it may be kept: shortened, in one line, without addresses of people or of webhooks. */
export function keptReason(text: string): string {
  const line = text
    .replaceAll(/https?:\/\/[^\s"'<>]+/g, HIDDEN)
    .replaceAll(/[^\s<>"'(:]+@[^\s<>"'):;,]+/g, HIDDEN)
    .replaceAll(/(?:<address>){2,}/g, HIDDEN)
    .replaceAll(/\s+/g, " ")
    .trim();
  return line.length <= MAX_REASON_CHARACTERS ? line : `${line.slice(0, MAX_REASON_CHARACTERS - 1)}…`;
}
