import { createHmac, timingSafeEqual } from "node:crypto";

/** What a link in a message lets its holder do: take one alert on as one person, until it expires. */
export interface LinkGrant {
  readonly alert: string;
  readonly person: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What a token says. */
export type ReadLink =
  | { readonly ok: true; readonly grant: LinkGrant }
  /** `forged`: not made with this deployment's key; `expired`: too old. */
  | { readonly ok: false; readonly reason: "forged" | "expired" };

const TOKEN = /^v1\.([\w-]{1,1000})\.([\w-]{43})$/;

/** A token that nobody can make or change without the key; the same grant gives the same token. */
export function signLink(key: string, { alert, person, expiresAt }: LinkGrant): string {
  const payload = Buffer.from(JSON.stringify([alert, person, expiresAt]), "utf8").toString("base64url");
  return `v1.${payload}.${signatureOf(key, payload)}`;
}

/** Reads a token: what it grants, or why it grants nothing. */
export function readLink(key: string, token: string, now: number): ReadLink {
  const [, payload = "", signature = ""] = TOKEN.exec(token) ?? [];
  const expected = Buffer.from(signatureOf(key, payload), "latin1");
  const given = Buffer.from(signature, "latin1");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { ok: false, reason: "forged" };
  }
  const [alert, person, expiresAt] = JSON.parse(
    Buffer.from(payload, "base64url").toString("utf8"),
  ) as readonly [string, string, number];
  if (now >= expiresAt) return { ok: false, reason: "expired" };
  return { ok: true, grant: { alert, person, expiresAt } };
}

function signatureOf(key: string, payload: string): string {
  // Named for what it is: a key that signs something else, too, must never give a link.
  return createHmac("sha256", key).update(`milepost-link.v1.${payload}`).digest("base64url");
}
