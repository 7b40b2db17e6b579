import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { EventOfType, EventType } from "@milepost/contracts";
import { readLink, systemClock } from "@milepost/runtime";
import type { Clock } from "@milepost/runtime";
import { startHttpReceiver } from "@milepost/channels/testing/http-receiver";
import type { HttpReceiver, Received, ReceiverAnswer } from "@milepost/channels/testing/http-receiver";
import { startMailReceiver } from "@milepost/channels/testing/mail-receiver";
import { fastify } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { afterEach, describe, expect, test } from "vitest";
import { DELIVERY_STEPS } from "../steps.ts";
import type { DeliveryStep } from "../steps.ts";
import { deliveryPlan, deliverySettings, LINK_KEY, raise } from "../testing/delivery-case.ts";
import type { Addresses } from "../testing/delivery-case.ts";
import type { DeliveryOrders } from "../testing/delivery.child.ts";
import { openTestDeployment } from "../testing/test-deployment.ts";
import type { TestDeployment } from "../testing/test-deployment.ts";

const CHILD = fileURLToPath(new URL("../testing/delivery.child.ts", import.meta.url));
const NOW = Date.parse("2026-10-04T06:00:00Z");
const OK: ReceiverAnswer = { status: 200 };

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

async function receiver(
  answer: (request: Received, count: number) => ReceiverAnswer = () => OK,
): Promise<HttpReceiver> {
  const started = await startHttpReceiver(answer);
  closing.push(() => started.close());
  return started;
}

interface Opening {
  readonly recipients?: object;
  readonly start?: boolean;
  readonly worldClock?: Clock;
}

async function opened(
  addresses: Addresses,
  { recipients, start = true, worldClock = systemClock }: Opening = {},
): Promise<TestDeployment> {
  const delivery = deliverySettings(addresses, { worldClock });
  const deployment = await openTestDeployment(NOW, { delivery, start });
  closing.push(() => deployment.close());
  await deployment.apply(deliveryPlan(recipients));
  return deployment;
}

type Data<Type extends EventType> = EventOfType<Type>["data"];

async function all<Type extends EventType>(
  deployment: TestDeployment,
  type: Type,
): Promise<readonly Data<Type>[]> {
  const events = (await deployment.events("assessments")).filter((event) => event.type === type);
  return events.map(({ data }) => data as Data<Type>);
}

type Attempt = Data<"milepost.message.attempted.v1">;
const attempts = (deployment: TestDeployment): Promise<readonly Attempt[]> =>
  all(deployment, "milepost.message.attempted.v1");

async function untilDelivered(deployment: TestDeployment, count: number): Promise<void> {
  const delivered = async (): Promise<number> =>
    (await attempts(deployment)).filter(({ outcome }) => outcome === "delivered").length;
  await expect.poll(delivered, { timeout: 120_000 }).toBe(count);
}

describe("a process that delivers", () => {
  test.each<DeliveryStep>([...DELIVERY_STEPS])(
    "killed at %s: nothing is lost, and at most what was sent and not recorded is repeated, under the same id",
    async (killAt) => {
      const desk = await receiver();
      const deployment = await opened({ desk: desk.url }, { start: false });
      await raise(deployment.log, ["orders-north", "orders-web"]);
      const orders: DeliveryOrders = {
        place: deployment.place,
        addresses: { desk: desk.url },
        now: NOW,
        killAt,
        occurrence: 1,
      };
      const child = spawn(process.execPath, [CHILD, JSON.stringify(orders)], { stdio: "inherit" });
      closing.push(async () => child.kill("SIGKILL"));
      expect((await once(child, "exit"))[1]).toBe("SIGKILL");
      await deployment.restart();
      await untilDelivered(deployment, 1);
      await raise(deployment.log, ["alone"]);
      await untilDelivered(deployment, 2);
      const ids = desk.received.map(({ headers }) => headers["webhook-id"]);
      expect(new Set(ids).size).toBe(2);
      expect(ids.length).toBe(killAt === "answered" ? 3 : 2);
      const composed = await all(deployment, "milepost.message.composed.v1");
      expect(new Set(composed.map(({ message }) => message))).toEqual(new Set(ids));
    },
  );
});

describe("a person", () => {
  test("gets one message for all that came up together, by initiative, with a link that takes on an alert", async () => {
    const desk = await receiver();
    const deployment = await opened({ desk: desk.url });
    const [alert = ""] = await raise(deployment.log, ["orders-north", "orders-web", "alone"]);
    await untilDelivered(deployment, 1);
    expect(desk.received).toHaveLength(1);
    const { data } = JSON.parse(desk.received[0]?.body ?? "{}") as {
      data: { subject: string; groups: { title: string | null; items: { url: string }[] }[] };
    };
    expect(data.subject).toMatch(/^3 goals of yours at risk: .+ and 2 more$/);
    expect(data.groups.map(({ title, items }) => [title, items.length])).toEqual([
      ["Grow in the north", 2],
      [null, 1],
    ]);
    const link = new URL(data.groups[0]?.items[0]?.url ?? "");
    expect(link.pathname).toBe(`/alerts/${alert}`);
    const read = readLink(LINK_KEY, link.searchParams.get("token") ?? "", Date.now());
    expect(read).toMatchObject({ ok: true, grant: { alert, person: "kim" } });
  });

  test("is told nothing twice, and nothing where the plan names no channel", async () => {
    const desk = await receiver();
    const deployment = await opened({ desk: desk.url }, { recipients: { kim: { channels: ["desk"] } } });
    await raise(deployment.log, ["growth"], { owner: "lee" });
    await raise(deployment.log, ["alone"]);
    await raise(deployment.log, ["alone"]);
    await untilDelivered(deployment, 1);
    await deployment.predict.close();
    await deployment.restart();
    await raise(deployment.log, ["orders-web"]);
    await untilDelivered(deployment, 2);
    const tellings = (await all(deployment, "milepost.message.composed.v1")).flatMap(({ groups }) =>
      groups.flatMap(({ items }) => items.map(({ telling }) => telling)),
    );
    expect(tellings.toSorted()).toEqual(["alone-2026-09/raised", "orders-web-2026-09/raised"]);
  });

  test("has quiet hours and a budget a week; the rest comes as one digest with the next week", async () => {
    const desk = await receiver();
    const world = { at: Date.parse("2026-11-26T21:00:00Z"), now: (): number => world.at };
    const recipients = {
      default: { channels: ["desk"], quietHours: { from: "20:00", to: "07:00" }, perWeek: 1 },
    };
    const deployment = await opened({ desk: desk.url }, { recipients, worldClock: world });
    await raise(deployment.log, ["alone"]);
    await raise(deployment.log, ["orders-web"]);
    await deployment.predict.close();
    expect(await attempts(deployment)).toEqual([]);
    world.at = Date.parse("2026-11-27T06:00:00Z");
    // A process that begins looks at once; a running one looks at its clock within a minute.
    await deployment.restart();
    await untilDelivered(deployment, 1);
    await raise(deployment.log, ["orders-north"]);
    await raise(deployment.log, ["growth"], { period: "2026-10" });
    await deployment.predict.close();
    world.at = Date.parse("2026-11-30T06:30:00Z");
    await deployment.restart();
    await untilDelivered(deployment, 2);
    const composed = await all(deployment, "milepost.message.composed.v1");
    expect(composed.map(({ at, week }) => [at, week])).toEqual([
      ["2026-11-27T06:00:00.000Z", "2026-11-23"],
      ["2026-11-30T06:30:00.000Z", "2026-11-30"],
    ]);
    expect(composed.map(({ groups }) => groups.flatMap(({ items }) => items).length)).toEqual([2, 2]);
  });

  test("who has left is not waited for: the successor is told, else the owner of the goal above", async () => {
    const desk = await receiver();
    const recipients = { default: { channels: ["desk"] }, kim: { channels: ["desk"], successor: "dana" } };
    const deployment = await opened({ desk: desk.url }, { recipients, start: false });
    const erased = (person: string): Promise<unknown> =>
      deployment.log.append([
        {
          topic: "people",
          key: person,
          event: {
            specversion: "1.0",
            id: `erased-${person}`,
            source: "//test",
            type: "milepost.person.erased.v1",
            time: new Date(NOW).toISOString(),
            data: { person },
          },
        },
      ]);
    await erased("kim");
    await deployment.restart();
    await raise(deployment.log, ["orders-web"]);
    await untilDelivered(deployment, 1);
    await erased("dana");
    await raise(deployment.log, ["orders-north"]);
    await untilDelivered(deployment, 2);
    expect((await attempts(deployment)).map(({ person }) => person)).toEqual(["dana", "lee"]);
  });
});

describe("a receiver", () => {
  test("that asks to be left alone, fails or hangs up is tried again under the same id until it takes the message", async () => {
    const soon = { "retry-after": new Date(Date.now() + 1_000).toUTCString() };
    const script: readonly ReceiverAnswer[] = [
      { status: 429, headers: { "retry-after": "1" } },
      { status: 429, headers: soon },
      { status: 503 },
      "hang up",
      OK,
    ];
    const desk = await receiver((_request, count) => script[count - 1] ?? OK);
    const deployment = await opened({ desk: desk.url });
    await raise(deployment.log, ["alone"]);
    await untilDelivered(deployment, 1);
    const made = await attempts(deployment);
    expect(made.map(({ attempt, outcome, status }) => [attempt, outcome, status])).toEqual([
      [1, "retry", 429],
      [2, "retry", 429],
      [3, "retry", 503],
      [4, "retry", null],
      [5, "delivered", 200],
    ]);
    const waited = Date.parse(made[1]?.startedAt ?? "") - Date.parse(made[0]?.at ?? "");
    expect(waited).toBeGreaterThanOrEqual(1_000);
    expect(new Set(desk.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  test("that refuses for good is paused with its reason, the next channel is used, and the data owner is told", async () => {
    const desk = await receiver(() => ({ status: 410, body: "gone" }));
    const spare = await receiver();
    const deployment = await opened({ desk: desk.url, spare: spare.url });
    await raise(deployment.log, ["orders-web"]);
    await untilDelivered(deployment, 2);
    const made = await attempts(deployment);
    expect(made.map(({ channel, outcome, person }) => [channel, outcome, person])).toEqual([
      ["desk", "refused", "kim"],
      ["spare", "delivered", "kim"],
      ["spare", "delivered", "dana"],
    ]);
    const paused = await all(deployment, "milepost.channel.paused.v1");
    expect(paused).toMatchObject([{ channel: "desk", person: null, reason: "410 gone" }]);
    expect(spare.received[1]?.body).toContain("Channel desk was paused");
    await raise(deployment.log, ["alone"]);
    await untilDelivered(deployment, 3);
    expect(desk.received).toHaveLength(1);
  });

  test("that is tested tells what it says, and a paused one that takes the test is used again", async () => {
    let isGone = true;
    const desk = await receiver(() => (isGone ? { status: 404, body: "no_service" } : OK));
    const recipients = { default: { channels: ["desk"] } };
    const deployment = await opened({ desk: desk.url }, { recipients });
    await raise(deployment.log, ["alone"]);
    const paused = (): Promise<readonly unknown[]> => all(deployment, "milepost.channel.paused.v1");
    await expect.poll(async () => (await paused()).length, { timeout: 120_000 }).toBe(1);
    const app = fastify().setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler);
    await app.register(deployment.predict.routes, { prefix: "/v1" });
    closing.push(() => app.close());
    const post = async (channel: string, body: object): Promise<{ status: number; body: unknown }> => {
      const answer = await app.inject({ method: "POST", url: `/v1/channels/${channel}/test`, body });
      return { status: answer.statusCode, body: answer.json() };
    };
    expect(await post("desk", { to: "lee" })).toMatchObject({
      status: 200,
      body: { outcome: "refused", reason: "404 no_service", person: "lee", resumed: false },
    });
    isGone = false;
    expect(await post("desk", {})).toMatchObject({ body: { outcome: "delivered", resumed: true } });
    expect(desk.received.at(-1)?.body).toContain('"type":"milepost.channel.test"');
    await untilDelivered(deployment, 2);
    const listed = await app.inject({ url: "/v1/channels" });
    expect(listed.json()).toMatchObject({ items: [{ channel: "desk", paused: [], recipients: 3 }, {}, {}] });
  });

  test("of mail that knows a mailbox no more loses that person alone", async () => {
    const mail = await startMailReceiver({
      answer: (address) =>
        address.startsWith("kim@") ? { at: "recipient", code: 550, text: "no such mailbox" } : null,
    });
    closing.push(() => mail.close());
    const desk = await receiver();
    const recipients = { default: { channels: ["mail", "desk"] } };
    const deployment = await opened({ desk: desk.url, mail: mail.server }, { recipients });
    await raise(deployment.log, ["alone"]);
    await raise(deployment.log, ["growth"], { owner: "lee" });
    await untilDelivered(deployment, 3);
    const made = await attempts(deployment);
    const ends = made.map(({ channel, outcome, person }) => `${person} ${channel} ${outcome}`);
    expect(ends).toEqual(
      expect.arrayContaining(["kim mail refused", "kim desk delivered", "lee mail delivered"]),
    );
    expect(new Set(mail.mails.map(({ to }) => to[0]))).toEqual(
      new Set(["dana@example.org", "lee@example.org"]),
    );
    expect(JSON.stringify(made)).not.toContain("@example.org");
  });
});
