const SECONDS = /^\d{1,9}$/;
/** Longest that a receiver may ask for, in milliseconds: a day. */
const LONGEST_MS = 86_400_000;

/** How long `Retry-After` asks to wait, in milliseconds: given in seconds or as an HTTP date; null: it says nothing. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (SECONDS.test(text)) return Math.min(LONGEST_MS, Number(text) * 1_000);
  const at = Date.parse(text);
  if (!/[a-z]/i.test(text) || Number.isNaN(at)) return null;
  return Math.min(LONGEST_MS, Math.max(0, at - now));
}
