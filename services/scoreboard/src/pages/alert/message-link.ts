import type { ReadLink } from "@milepost/runtime";
import type { ScoreboardParts } from "../../compose.ts";
import type { PageParts, WordsPage } from "../page-parts.ts";

/** Whom a message's link lets act on an alert, or the page that says why it lets nobody. */
export type Holder =
  | { readonly person: string; readonly token: string }
  | { readonly refused: WordsPage }
  | null;

/** Reads the token of a link to an alert; null: there is none, and the page asks who somebody is. */
export function holderOf(
  { readLink }: Pick<ScoreboardParts, "readLink">,
  alert: string,
  token: string | undefined,
): Holder {
  if (token === undefined) return null;
  const read: ReadLink = readLink?.(token) ?? { ok: false, reason: "forged" };
  if (read.ok && read.grant.alert === alert) return { person: read.grant.person, token };
  const link = { href: `/alerts/${encodeURIComponent(alert)}`, text: "Open the alert without the link" };
  const reason = read.ok ? "forged" : read.reason;
  return { refused: { ...WORDS[reason], link } };
}

/** Whom a link speaks for, by name. */
export function personOf({ reading }: Pick<PageParts, "reading">, person: string): { readonly name: string } {
  return { name: reading.plan.now().people.get(person)?.name ?? person };
}

const WORDS = {
  expired: {
    status: 410,
    title: "This link has expired",
    words: "Links in messages work for thirty days. Nothing was changed.",
  },
  forged: {
    status: 403,
    title: "This link is not valid",
    words:
      "It was not made by this deployment for this alert, or was cut off on its way. Nothing was changed; open the link in the message again.",
  },
} as const;
