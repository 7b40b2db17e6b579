import { createHmac } from "node:crypto";
import { startHttpReceiver } from "../testing/http-receiver.ts";
import type { HttpReceiver, Received, ReceiverAnswer } from "../testing/http-receiver.ts";
import { afterEach, describe, expect, it } from "vitest";
import type { ChannelParts, SendResult } from "../index.ts";
import { KIM, messageOf, partsOf, SIGNING } from "../message.fixture.ts";
import { openWebhookChannel } from "./webhook-channel.ts";

const NEVER = new AbortController().signal;
const OK: ReceiverAnswer = { status: 200, body: "ok" };

let open: HttpReceiver[] = [];
afterEach(async () => {
  for (const receiver of open) await receiver.close();
  open = [];
});

async function receiver(...script: readonly ReceiverAnswer[]): Promise<HttpReceiver> {
  const started = await startHttpReceiver((_request, count) => script[count - 1] ?? script.at(-1) ?? OK);
  open.push(started);
  return started;
}

function send(url: string, parts: Partial<ChannelParts> = {}): Promise<SendResult> {
  const channel = openWebhookChannel({ kind: "webhook", url, signing: SIGNING }, partsOf(parts));
  return channel.send(messageOf(), KIM, NEVER);
}

describe("a generic webhook", () => {
  it("is signed as Standard Webhooks says, under the same id each time", async () => {
    const to = await receiver({ status: 503 }, OK);
    expect(await send(to.url)).toMatchObject({ outcome: "retry", status: 503 });
    expect(await send(to.url)).toEqual({ outcome: "delivered", status: 200, answer: "200 ok" });
    const ids = to.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual(["told-kim-0123456789abcdef", "told-kim-0123456789abcdef"]);
    const { headers, body } = to.received[1] as Received;
    const timestamp = String(headers["webhook-timestamp"]);
    expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(60);
    const key = Buffer.from(SIGNING.slice("whsec_".length), "base64");
    const signed = createHmac("sha256", key)
      .update(`told-kim-0123456789abcdef.${timestamp}.${body}`)
      .digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${signed}`);
    expect(JSON.parse(body)).toMatchObject({
      type: "milepost.alerts",
      timestamp: "2026-11-26T20:00:00.000Z",
      data: {
        message: ids[0],
        person: "kim",
        test: false,
        groups: [{ title: "Deliver on time & well" }, {}],
      },
    });
    expect(body).not.toContain("kim@example.org");
  });

  it("refuses to send unsigned", async () => {
    const to = await receiver(OK);
    const channel = openWebhookChannel({ kind: "webhook", url: to.url, signing: "short" }, partsOf());
    expect(await channel.send(messageOf(), KIM, NEVER)).toMatchObject({ outcome: "refused" });
    expect(to.received).toHaveLength(0);
  });

  it("waits as long as 429 asks for, in seconds or until a date", async () => {
    const now = Date.parse("2026-11-26T20:00:00Z");
    const date = { "retry-after": "Thu, 26 Nov 2026 20:02:00 GMT" };
    const to = await receiver(
      { status: 429, headers: { "retry-after": "90" } },
      { status: 429, headers: date },
      { status: 429 },
    );
    const asked = async (): Promise<unknown> => {
      const result = await send(to.url, { now: () => now });
      return result.outcome === "retry" && result.retryAfterMs;
    };
    expect([await asked(), await asked(), await asked()]).toEqual([90_000, 120_000, null]);
  });

  it.each([400, 401, 404, 410, 413, 301, 302])(
    "takes %i for final: the channel takes no message",
    async (status) => {
      const to = await receiver({ status, headers: { location: "/elsewhere" }, body: "no\n such  hook" });
      const result = await send(to.url);
      expect(result).toMatchObject({ outcome: "refused", scope: "channel", status });
      expect(result.outcome === "refused" && result.reason).toContain(`${status} no such hook`);
      expect(to.received).toHaveLength(1);
    },
  );

  it("takes silence, a hang-up and a closed port for something to try again", async () => {
    const to = await receiver("silence", "hang up");
    expect(await send(to.url, { timeoutMs: 300 })).toMatchObject({
      outcome: "retry",
      reason: "no answer within 0.3 s",
    });
    expect(await send(to.url)).toMatchObject({ outcome: "retry", status: null });
    await to.close();
    open = [];
    const result = await send(to.url);
    expect(result).toMatchObject({ outcome: "retry", reason: expect.stringContaining("ECONNREFUSED") });
  });

  it("ends as unknown when the process is about to end", async () => {
    const to = await receiver("silence");
    const ending = new AbortController();
    const channel = openWebhookChannel({ kind: "webhook", url: to.url, signing: SIGNING }, partsOf());
    const sending = channel.send(messageOf(), KIM, ending.signal);
    await expect.poll(() => to.received.length).toBe(1);
    ending.abort();
    expect(await sending).toMatchObject({ outcome: "retry" });
  });
});

describe("the secret address of a webhook", () => {
  const SECRET = "/hooks/T0/SECRET-TOKEN-123?key=a%20long%20key";
  const PARTS = /hooks|SECRET|TOKEN|long/i;
  const said = async (body: string, status: number, path = SECRET): Promise<string> => {
    const to = await receiver({ status, body });
    return JSON.stringify(await send(`${to.url}${path}`));
  };

  it.each([200, 404, 503])("is in nothing that is kept of an answer with %i", async (status) => {
    for (const body of [
      `Cannot POST ${SECRET}`,
      "<pre>Cannot POST &#x2F;hooks&#x2F;T0&#x2F;SECRET-TOKEN-123?key&#x3D;a%20long%20key</pre>",
      String.raw`{"path":"\/hooks\/T0\/SECRET-TOKEN-123","query":{"key":"a long key"}}`,
      "behind a proxy: /T0/SECRET-TOKEN-123 is gone; secret-token-123 is none; next=%2Fhooks%2FT0%2FSECRET-TOKEN-123",
    ]) {
      const text = await said(body, status);
      expect(text).not.toMatch(PARTS);
      expect(text).toContain(`${status} `);
      expect(text).toContain("<address>");
    }
  });

  it("is not kept by half either, wherever an answer is cut off", async () => {
    for (const before of [285, 4_085]) {
      expect(await said(`${" ".repeat(before - 280)}${"x".repeat(280)} ${SECRET}`, 404)).not.toMatch(PARTS);
    }
    expect(await said(`${SECRET} `.repeat(100), 404)).not.toMatch(PARTS);
    expect(await said(`${" ".repeat(4_080)}${SECRET}`, 404)).not.toMatch(PARTS);
  });

  it("is not kept where a redirect names it", async () => {
    const last = await receiver({ status: 404, body: "no hook moved-token-456 here" });
    const first = await receiver({ status: 307, headers: { location: `${last.url}/moved-token-456` } });
    expect(await send(first.url)).toMatchObject({ reason: "404 no hook <address> here" });
  });

  it("keeps its user and password to itself", async () => {
    const echo = await startHttpReceiver(({ headers }) => ({
      status: 401,
      body: `bot, hunter22: ${headers.authorization ?? ""}`,
    }));
    open.push(echo);
    const result = await send(echo.url.replace("http://", "http://bot:hunter22@"));
    expect(result).toMatchObject({ reason: "401 <address>, <address>: Basic <address>" });
  });
});

describe("an address inside the network", () => {
  const refused = { outcome: "refused", scope: "channel", reason: expect.stringContaining("own network") };

  it("is refused however it is written, and nothing arrives there", async () => {
    const to = await receiver(OK);
    const port = new URL(to.url).port;
    for (const host of ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]) {
      expect(await send(`http://${host}:${port}/`, { allowPrivate: false }), host).toMatchObject(refused);
    }
    expect(await send("http://169.254.169.254/latest", { allowPrivate: false })).toMatchObject(refused);
    expect(to.received).toHaveLength(0);
  });

  it("is allowed where the deployment says so, and redirects that keep the request are followed", async () => {
    const last = await receiver(OK);
    const first = await receiver({ status: 307, headers: { location: `${last.url}/moved` } });
    expect(await send(first.url)).toMatchObject({ outcome: "delivered" });
    expect(last.received[0]?.path).toBe("/moved");
    expect(last.received[0]?.body).toBe(first.received[0]?.body);
  });

  it("is refused behind a redirect, and a circle of redirects ends", async () => {
    const circle = await receiver({ status: 308, headers: { location: "/again" } });
    expect(await send(circle.url)).toMatchObject({ outcome: "refused" });
    expect(circle.received).toHaveLength(4);
    const away = await receiver({ status: 307, headers: { location: "ftp://example.org/" } });
    expect(await send(away.url)).toMatchObject({ outcome: "refused" });
  });
});

describe("chats", () => {
  it("get blocks with a button to acknowledge in Slack, a card in Teams, and a test says so", async () => {
    const to = await receiver(OK);
    for (const kind of ["slack", "teams"] as const) {
      const channel = openWebhookChannel({ kind, url: to.url }, partsOf());
      await channel.send(messageOf({ test: true }), KIM, NEVER);
    }
    const [slack, teams] = to.received.map(({ body }) => body);
    expect(JSON.parse(slack ?? "")).toMatchObject({ text: "[Test] 2 goals &lt;at risk&gt;" });
    expect(slack).toContain('"type":"button"');
    expect(slack).toContain("Deliver on time &amp; well");
    expect(JSON.parse(teams ?? "")).toMatchObject({ type: "message" });
    expect(teams).toContain('"type":"Action.OpenUrl"');
    for (const body of [slack, teams]) expect(body).toContain("This is a test of the channel.");
  });
});
