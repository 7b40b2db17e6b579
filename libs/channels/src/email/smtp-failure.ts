import type { SendResult } from "../index.ts";

/** What a failed delivery says of itself (nodemailer's errors). */
interface SmtpError {
  readonly message: string;
  readonly code?: string;
  /** The server's reply, where there was one. */
  readonly responseCode?: number;
  /** The command that it replied to. */
  readonly command?: string;
}

/** Replies to these speak of one recipient or one message, not of the sender's right to send at all. */
const OF_ONE_MESSAGE: readonly string[] = ["RCPT TO", "DATA"];

/**
 * What a failure of SMTP means (RFC 5321, 4.2.1): 4yz and silence are tried again, 5yz is final; final in answer to the
 * recipient or the message it is final for the person, in answer to anything else for the channel. `kept` gives of its words
 * what may be kept.
 */
export function judgeSmtpFailure(error: unknown, kept: (text: string) => string): SendResult {
  const { message, code = "", responseCode = null, command = "" } = error as SmtpError;
  const reason = kept(message);
  const isFinal = responseCode === null ? code === "EAUTH" : responseCode >= 500;
  if (!isFinal) return { outcome: "retry", reason, status: responseCode, retryAfterMs: null };
  const scope = OF_ONE_MESSAGE.some((one) => command.startsWith(one)) ? "recipient" : "channel";
  return { outcome: "refused", reason, status: responseCode, scope };
}
