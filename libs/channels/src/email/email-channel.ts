import type { SendMailOptions, SentMessageInfo } from "nodemailer";
import type SMTPTransport from "nodemailer/lib/smtp-transport/index.js";
import { hideSecrets, secretsOfAddress } from "../hide-secrets.ts";
import { keptReason } from "../index.ts";
import type { Channel, ChannelParts, Message, Recipient, SendResult } from "../index.ts";
import { richOrPlain } from "../rich-or-plain.ts";
import { plainText, subjectOf } from "../words.ts";
import { htmlBody } from "./html-body.ts";
import { judgeSmtpFailure } from "./smtp-failure.ts";

const TIMEOUT_MS = 30_000;
const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];
const DOMAIN = /@([A-Za-z0-9.-]+)>?$/;

export interface EmailOptions {
  /** Address of the mail server, such as `smtps://user:password@mail.example.org:465`. */
  readonly server: string;
  /** Sender, such as `Milepost <milepost@example.org>`. */
  readonly from: string;
}

/** Opens a channel that hands mails to one server: plain text and HTML, with the charts in the mail itself. */
export function openEmailChannel(options: EmailOptions, { timeoutMs = TIMEOUT_MS }: ChannelParts): Channel {
  const settings = smtpSettings(options.server, timeoutMs);
  const secrets = secretsOfAddress(options.server);
  const kept = (text: string): string => keptReason(hideSecrets(text, secrets));
  const send = async (message: Message, to: Recipient, signal: AbortSignal): Promise<SendResult> => {
    if (settings === undefined) return NO_SERVER;
    const { mail, plainBecause } = mailOf(message, to, options.from);
    const { createTransport } = await import("nodemailer");
    const transport = createTransport(settings);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const sent = await untilAborted(transport.sendMail(mail), limit);
      if (sent === ABORTED) return unanswered(signal, timeoutMs);
      const { response = "" } = sent;
      const answer = kept(response);
      const status = Number.parseInt(response, 10) || null;
      const delivered = { outcome: "delivered", answer, status } as const;
      return plainBecause === undefined ? delivered : { ...delivered, plainBecause };
    } catch (error) {
      return judgeSmtpFailure(error, kept);
    } finally {
      transport.close();
    }
  };
  return { kind: "email", send };
}

const NO_SERVER: SendResult = {
  outcome: "refused",
  reason: "the secret of `server` is no address such as smtps://user:password@mail.example.org:465",
  status: null,
  scope: "channel",
};

function smtpSettings(server: string, timeoutMs: number): SMTPTransport.Options | undefined {
  const address = server.trim();
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(address);
  if (protocol !== "smtp:" && protocol !== "smtps:") return undefined;
  const secure = protocol === "smtps:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    // A password must not be read on its way; on the machine itself there is no way.
    requireTLS: username !== "" && !LOOPBACK.includes(hostname),
    ...(username === ""
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface Mail {
  readonly mail: SendMailOptions;
  readonly plainBecause: string | undefined;
}

function mailOf(message: Message, to: Recipient, from: string): Mail {
  const domain = DOMAIN.exec(from)?.[1] ?? "milepost";
  const envelope: SendMailOptions = {
    from,
    to: { name: to.name, address: to.email },
    subject: subjectOf(message),
    messageId: `<${message.id}@${domain}>`,
    date: new Date(message.at),
    headers: { "auto-submitted": "auto-generated" },
    text: plainText(message),
  };
  const { form, plainBecause } = richOrPlain<SendMailOptions>(
    () => {
      const { html, images } = htmlBody(message);
      const attachments = images.map(({ cid, png }, index) => ({
        cid,
        filename: `chart-${index + 1}.png`,
        contentType: "image/png",
        contentDisposition: "inline" as const,
        content: Buffer.from(png),
      }));
      return { ...envelope, html, attachments };
    },
    () => envelope,
  );
  return { mail: form, plainBecause };
}

const ABORTED = Symbol("aborted");

async function untilAborted(
  sending: Promise<SentMessageInfo>,
  signal: AbortSignal,
): Promise<SentMessageInfo | typeof ABORTED> {
  const { promise, resolve } = Promise.withResolvers<typeof ABORTED>();
  const abort = (): void => resolve(ABORTED);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  sending.catch(() => undefined);
  try {
    return await Promise.race([sending, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function unanswered(signal: AbortSignal, timeoutMs: number): SendResult {
  const reason = signal.aborted
    ? "ended before the server answered"
    : `no answer within ${timeoutMs / 1_000} s`;
  return { outcome: "retry", reason, status: null, retryAfterMs: null };
}
