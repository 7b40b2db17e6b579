import { keptReason } from "../index.ts";
import type { SendResult } from "../index.ts";
import type { Answer } from "./post-body.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Statuses below 500 that speak of the moment, not of the request. */
const OF_THE_MOMENT: readonly number[] = [408, 425, 429];

/**
 * What an answer means: 2xx is delivered; 408, 425, 429, 5xx and silence are tried again; everything else will not change
 * by itself, so the channel takes no message.
 */
export function judgeAnswer(answer: Answer, now: number): SendResult {
  if (answer.kind === "unreachable") {
    return { outcome: "retry", reason: keptReason(answer.reason), status: null, retryAfterMs: null };
  }
  if (answer.kind === "forbidden") {
    return { outcome: "refused", reason: keptReason(answer.reason), status: null, scope: "channel" };
  }
  const { status, text, retryAfter } = answer;
  const said = keptReason(`${status} ${text}`);
  if (status >= 200 && status < 300) return { outcome: "delivered", answer: said, status };
  if (status >= 500 || OF_THE_MOMENT.includes(status)) {
    return { outcome: "retry", reason: said, status, retryAfterMs: retryAfterMs(retryAfter, now) };
  }
  const moved = status >= 300 && status < 400 ? "moved: give the new address; " : "";
  return { outcome: "refused", reason: `${moved}${said}`, status, scope: "channel" };
}
