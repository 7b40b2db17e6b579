import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMailReceiver } from "@milepost/channels/testing/mail-receiver";
import type { MailReceiver } from "@milepost/channels/testing/mail-receiver";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { alertDeliveries } from "@milepost/store/queries/alert-deliveries";
import { alerts } from "@milepost/store/queries/alerts";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

const PLAN = `
apiVersion: milepost/v1
calendars: { default: { kind: gregorian, timeZone: Europe/Berlin } }
people: { kim: { name: Kim Lee, email: kim@example.org } }
kpis: { orders: { name: Orders, unit: count, direction: increase, behaviour: flow, grain: month, dataOwner: kim } }
goals:
  orders-2026: { kind: annual_goal, title: Win orders, owner: kim, window: 2026,
                 measure: { kpi: orders, from: 1, to: 2, trajectory: linear, evaluation: at-due } }
channels: { mail: { kind: email, server: env:MAIL, from: Milepost <milepost@example.org> } }
recipients: { default: { channels: [mail] } }
`;
const ALERT = "orders-2026-2026-09";

let folder: string;
let mail: MailReceiver;
let deployment: DeploymentUnderTest;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "milepost-deliveries-"));
  mail = await startMailReceiver();
  deployment = await startDeployment(folder, "2026-10-04T06:00:00Z", { MILEPOST_SECRET_MAIL: mail.server });
});
afterAll(async () => {
  await deployment.embedded.lifecycle.close();
  await mail.close();
  rmSync(folder, { recursive: true, force: true });
});

it("an alert reaches its owner's mailbox, and the link in the mail takes it on as this person", async () => {
  const { app, embedded } = deployment;
  const headers = { host: "localhost" };
  const applied = await app.inject({
    method: "POST",
    url: "/v1/plans",
    headers: { ...headers, "content-type": "application/yaml" },
    payload: PLAN,
  });
  expect(applied.statusCode, applied.body).toBe(200);
  const { alertRaised, alertsDelivered } = EXAMPLE_EVENTS;
  const about = { alert: ALERT, goal: "orders-2026", kpi: "orders", owner: "kim", period: "2026-09" };
  const headline = "Orders: the chance of reaching the target fell from 58 % to 31 % in September 2026";
  const told = { digest: "digest-kim-1", owner: "kim", alerts: [ALERT] };
  await embedded.log.append([
    {
      topic: "assessments",
      key: "orders-2026",
      event: { ...alertRaised, data: { ...alertRaised.data, ...about, headline } },
    },
    {
      topic: "assessments",
      key: "kim",
      event: { ...alertsDelivered, data: { ...alertsDelivered.data, ...told } },
    },
  ]);
  await expect.poll(() => mail.mails.length, { timeout: 120_000 }).toBe(1);
  const [{ raw, to } = { raw: "", to: [] }] = mail.mails;
  expect(to).toEqual(["kim@example.org"]);
  // Quoted-printable breaks lines by "=" and writes "=" as "=3D".
  const text = raw.replaceAll("=\r\n", "").replaceAll("=3D", "=");
  const link = new URL(/http:\/\/127\.0\.0\.1:\d+\/alerts\/\S+token=[\w.-]+/.exec(text)?.[0] ?? "");
  expect(link.pathname).toBe(`/alerts/${ALERT}`);
  await deployment.caughtUp();
  const open = (): Promise<LightMyRequestResponse> =>
    app.inject({ url: link.pathname + link.search, headers });
  const taken = await app.inject({
    method: "POST",
    url: `${link.pathname}/acknowledgements`,
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({
      plan: "Two more crews",
      reviewDate: "2026-11-01",
      token: link.searchParams.get("token") ?? "",
    }).toString(),
  });
  expect(taken.statusCode, taken.body).toBe(303);
  await expect
    .poll(async () => (await embedded.store.query(alertDeliveries({ alert: ALERT }))).length)
    .toBe(1);
  expect(await embedded.store.query(alertDeliveries({ alert: ALERT }))).toMatchObject([
    { person: "kim", channel: "mail", outcome: "delivered", status: 250, attempt: 1, goal: "orders-2026" },
  ]);
  expect(await embedded.store.query(alerts({ alert: ALERT }))).toMatchObject([
    { status: "acknowledged", acknowledged_by: "kim" },
  ]);
  expect((await open()).statusCode).toBe(200);
});
