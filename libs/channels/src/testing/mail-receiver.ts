import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail as the server took it. */
export interface ReceivedMail {
  readonly to: readonly string[];
  /** The whole mail, headers and all. */
  readonly raw: string;
}

/** At which moment the server refuses, and with which reply; null: it takes the mail. */
export type MailAnswer = {
  readonly at: "recipient" | "mail";
  readonly code: number;
  readonly text: string;
} | null;

export interface MailReceiver {
  /** Address for a channel's `server`. */
  readonly server: string;
  /** Mails that the server took. */
  readonly mails: readonly ReceivedMail[];
  close(): Promise<void>;
}

export interface MailReceiverOptions {
  /** What it says to a recipient. */
  readonly answer?: (address: string) => MailAnswer;
  /** Who may send; absent: anybody. */
  readonly user?: { readonly name: string; readonly password: string };
}

/** A real SMTP server on loopback. */
export async function startMailReceiver({
  answer = () => null,
  user,
}: MailReceiverOptions = {}): Promise<MailReceiver> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: user === undefined ? ["STARTTLS", "AUTH"] : ["STARTTLS"],
    allowInsecureAuth: true,
    authOptional: user === undefined,
    onAuth: ({ username, password }, _session, done) => {
      const known = username === user?.name && password === user?.password;
      if (known) done(null, { user: username });
      else done(refusal(535, "5.7.8 Authentication credentials invalid"));
    },
    onRcptTo: ({ address }, _session, done) => {
      const said = answer(address);
      done(said?.at === "recipient" ? refusal(said.code, said.text) : null);
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = envelope.rcptTo.map(({ address }) => address);
        const said = answer(to[0] ?? "");
        if (said?.at === "mail") return done(refusal(said.code, said.text));
        mails.push({ to, raw: Buffer.concat(chunks).toString("utf8") });
        done(null, "2.0.0 Ok: queued");
      });
    },
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const login = user === undefined ? "" : `${user.name}:${user.password}@`;
  return {
    server: `smtp://${login}127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
