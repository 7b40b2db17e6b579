import type { Message } from "@milepost/channels";
import { openChannel } from "@milepost/channels/open-channel";
import { startHttpReceiver } from "@milepost/channels/testing/http-receiver";
import { startMailReceiver } from "@milepost/channels/testing/mail-receiver";
import type { EventOfType } from "@milepost/contracts";
import { planFileSchema } from "@milepost/contracts";
import { afterEach, expect, test } from "vitest";
import { deliveryPlan, deliverySettings, raise } from "../testing/delivery-case.ts";
import { openTestDeployment } from "../testing/test-deployment.ts";
import type { OpenChannel } from "./delivery-parts.ts";

const NOW = Date.parse("2026-10-04T06:00:00Z");
const FAULT = "the template is broken";

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

const fail = (): never => {
  throw new TypeError(FAULT);
};

/** A message whose chart and rich items cannot be made; its words can. */
function withFaults(message: Message): Message {
  const groups = message.groups.map(({ title, items }) => {
    const broken = items.map((item) => ({ ...item, image: fail }));
    return { title, items: Object.assign(broken, { flatMap: fail }) };
  });
  return { ...message, groups };
}

const openFaulty: OpenChannel = (definition, parts) => {
  const channel = openChannel(definition, parts);
  return { ...channel, send: (message, ...to) => channel.send(withFaults(message), ...to) };
};

test("a template that fails keeps no alert back: mail and chat get its words as plain text, once, and the log says why", async () => {
  const [mail, chat] = [await startMailReceiver(), await startHttpReceiver(() => ({ status: 200 }))];
  closing.push(
    () => mail.close(),
    () => chat.close(),
  );
  const addresses = { desk: chat.url, mail: mail.server };
  const delivery = deliverySettings(addresses, { openChannel: openFaulty });
  const deployment = await openTestDeployment(NOW, { delivery });
  closing.push(() => deployment.close());
  const plan = deliveryPlan({ kim: { channels: ["mail"] }, lee: { channels: ["chat"] } });
  const channels = { ...plan.channels, chat: { kind: "slack", url: "env:DESK" } };
  await deployment.apply(planFileSchema.parse({ ...plan, channels }));

  const [alert = ""] = await raise(deployment.log, ["alone"]);
  await raise(deployment.log, ["growth"], { owner: "lee" });
  const attempts = async (): Promise<readonly EventOfType<"milepost.message.attempted.v1">["data"][]> =>
    (await deployment.events("assessments")).flatMap((event) =>
      event.type === "milepost.message.attempted.v1" ? [event.data] : [],
    );
  await expect.poll(async () => (await attempts()).length, { timeout: 120_000 }).toBe(2);
  const made = await attempts();
  const said = made.map(({ person, outcome, plainBecause }) => `${person} ${outcome}: ${plainBecause ?? ""}`);
  expect(new Set(said)).toEqual(new Set([`kim delivered: ${FAULT}`, `lee delivered: ${FAULT}`]));
  const [raw = "", ...more] = mail.mails.map((one) => one.raw.replaceAll("=\r\n", ""));
  expect(more).toEqual([]);
  expect(raw).toContain(`/alerts/${alert}`);
  expect(raw).not.toContain("text/html");
  expect(chat.received).toHaveLength(1);
  const { text, blocks } = JSON.parse(chat.received[0]?.body ?? "{}") as { text: string; blocks?: unknown };
  expect([text, blocks]).toEqual([expect.stringContaining("/alerts/growth-2026-09"), undefined]);
});
