import { startMailReceiver } from "../testing/mail-receiver.ts";
import type { MailReceiver, MailReceiverOptions } from "../testing/mail-receiver.ts";
import { afterEach, expect, it } from "vitest";
import type { Message, SendResult } from "../index.ts";
import { itemOf, KIM, messageOf, partsOf } from "../message.fixture.ts";
import { openEmailChannel } from "./email-channel.ts";

const NEVER = new AbortController().signal;
const FROM = "Milepost <milepost@example.org>";

let open: MailReceiver | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function receiver(options: MailReceiverOptions = {}): Promise<MailReceiver> {
  open = await startMailReceiver(options);
  return open;
}

function send(server: string, message: Message = messageOf()): Promise<SendResult> {
  return openEmailChannel({ server, from: FROM }, partsOf()).send(message, KIM, NEVER);
}

it("a mail has plain text, HTML, and the chart in itself, under one id over all attempts", async () => {
  const { server, mails } = await receiver();
  expect(await send(server)).toMatchObject({ outcome: "delivered", status: 250 });
  expect(await send(server)).toMatchObject({ outcome: "delivered" });
  const [raw = "", again = ""] = mails.map((mail) => mail.raw);
  expect(mails[0]?.to).toEqual(["kim@example.org"]);
  expect(raw).toContain("Subject: 2 goals <at risk>");
  for (const one of [raw, again])
    expect(one).toContain("Message-ID: <told-kim-0123456789abcdef@example.org>");
  for (const part of ["multipart/alternative", "text/plain", "text/html", "multipart/related", "image/png"]) {
    expect(raw).toContain(part);
  }
  expect(raw).toContain("Content-ID: <chart-1@milepost>");
  const image = /Content-ID: <chart-1@milepost>[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(raw)?.[1] ?? "";
  expect(Buffer.from(image, "base64").subarray(1, 4).toString("latin1")).toBe("PNG");
});

it("a chart that cannot be drawn does not keep the alert back: the plain form goes out, and says why", async () => {
  const { server, mails } = await receiver();
  const broken = {
    ...itemOf("Orders"),
    image: () => {
      throw new RangeError("NaN is no share between 0 and 1");
    },
  };
  const result = await send(server, messageOf({ groups: [{ title: null, items: [broken] }] }));
  expect(result).toMatchObject({
    outcome: "delivered",
    plainBecause: "NaN is no share between 0 and 1",
  });
  expect(mails[0]?.raw).toContain("Orders");
  expect(mails[0]?.raw).not.toContain("text/html");
});

it.each([
  ["recipient", 450, { outcome: "retry", status: 450 }],
  ["recipient", 550, { outcome: "refused", scope: "recipient", status: 550 }],
  ["mail", 451, { outcome: "retry", status: 451 }],
  ["mail", 554, { outcome: "refused", scope: "recipient", status: 554 }],
] as const)(
  "a refusal of the %s with %i is told apart, without anyone's address",
  async (at, code, expected) => {
    const { server, mails } = await receiver({
      answer: (address) => ({ at, code, text: `5.1.1 <${address}>: no such mailbox` }),
    });
    const result = await send(server);
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toContain("kim@");
    expect(mails).toHaveLength(0);
  },
);

it("a wrong password is final for the channel; the right one sends", async () => {
  const { server, mails } = await receiver({ user: { name: "milepost", password: "right" } });
  expect(await send(server.replace("right", "wrong"))).toMatchObject({
    outcome: "refused",
    scope: "channel",
    status: 535,
  });
  expect(await send(server)).toMatchObject({ outcome: "delivered" });
  expect(mails).toHaveLength(1);
});

it("what a mail server says of a user and a password is not kept", async () => {
  const { server } = await receiver({
    user: { name: "milepost", password: "right" },
    answer: () => ({ at: "mail", code: 554, text: "5.7.1 milepost may not, with right: bWlsZXBvc3Q=" }),
  });
  const result = await send(server);
  expect(result).toMatchObject({ outcome: "refused", status: 554 });
  expect(JSON.stringify(result)).not.toMatch(/milepost|right|bWls/);
});

it("a server that is away is tried again; an address that is none is final", async () => {
  const { server } = await receiver();
  await open?.close();
  open = undefined;
  expect(await send(server)).toMatchObject({ outcome: "retry", status: null });
  expect(await send("mail.example.org")).toMatchObject({ outcome: "refused", scope: "channel" });
});
