import type { EventOfType, MilepostEvent, PlanFile } from "@milepost/contracts";
import { planFileSchema } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import type { EventLog } from "@milepost/event-log";
import type { Clock } from "@milepost/runtime";
import { systemClock } from "@milepost/runtime";
import { channelSettings } from "@milepost/channels/settings";
import type { DeliverySettings } from "../delivery/delivery-parts.ts";

const SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const LINK_KEY = "a key of at least thirty-two characters";

/** A plan with two initiatives, people and two webhooks; recipients as the test wants them. */
export function deliveryPlan(recipients: object = { default: { channels: ["desk", "spare"] } }): PlanFile {
  const person = (name: string): object => ({ name, email: `${name}@example.org` });
  const goal = (kind: string, title: string, more: object = {}): object => ({
    kind,
    title,
    owner: "kim",
    window: 2026,
    measure: { kpi: "orders", from: 1, to: 2, trajectory: "linear", evaluation: "at-due" },
    ...more,
  });
  return planFileSchema.parse({
    apiVersion: "milepost/v1",
    calendars: { default: { kind: "gregorian", timeZone: "Europe/Berlin" } },
    people: { kim: person("kim"), lee: person("lee"), dana: person("dana") },
    kpis: {
      orders: { name: "Orders", unit: "count", behaviour: "flow", grain: "month", dataOwner: "dana" },
    },
    goals: {
      growth: goal("initiative", "Grow in the north", { owner: "lee" }),
      "orders-north": goal("task", "Orders, north", { parent: "growth" }),
      "orders-web": goal("task", "Orders, web", { parent: "growth" }),
      alone: goal("task", "On its own"),
    },
    channels: {
      desk: { kind: "webhook", url: "env:DESK", signing: "env:KEY" },
      spare: { kind: "webhook", url: "env:SPARE", signing: "env:KEY" },
      mail: { kind: "email", server: "env:MAIL", from: "Milepost <milepost@example.org>" },
    },
    recipients,
  });
}

/** Addresses of the receivers. */
export interface Addresses {
  readonly desk: string;
  readonly spare?: string;
  readonly mail?: string;
}

/** How deliveries are made in tests: to loopback, tried again soon. */
export function deliverySettings(
  { desk, spare = desk, mail }: Addresses,
  changes: Partial<DeliverySettings> & { readonly worldClock?: Clock } = {},
): DeliverySettings {
  const secrets = {
    MILEPOST_SECRET_DESK: desk,
    MILEPOST_SECRET_SPARE: spare,
    MILEPOST_SECRET_KEY: SIGNING,
    ...(mail === undefined ? {} : { MILEPOST_SECRET_MAIL: mail }),
  };
  return {
    channels: channelSettings({ ...secrets, MILEPOST_WEBHOOKS_INSIDE: "1" }),
    links: { url: "https://milepost.example.org", key: () => LINK_KEY },
    backoff: { firstMs: 20, longestMs: 100 },
    timeoutMs: 2_000,
    worldClock: systemClock,
    ...changes,
  };
}

/** Raises alerts of some goals and tells them on the page, as a settled round does. */
export async function raise(
  log: EventLog,
  goals: readonly string[],
  { owner = "kim", period = "2026-09" }: { readonly owner?: string; readonly period?: string } = {},
): Promise<readonly string[]> {
  const example = EXAMPLE_EVENTS.alertRaised;
  const alerts = goals.map((goal) => `${goal}-${period}`);
  const raised = goals.map((goal): EventOfType<"milepost.alert.raised.v1"> => ({
    ...example,
    id: `${goal}-${period}`,
    data: { ...example.data, alert: `${goal}-${period}`, goal, kpi: "orders", owner, period },
  }));
  const page = EXAMPLE_EVENTS.alertsDelivered;
  const digest = `digest-${owner}-${alerts.join("-")}`;
  const delivered = { ...page, id: digest, data: { ...page.data, digest, owner, alerts, occasions: alerts } };
  const events: readonly MilepostEvent[] = [...raised, delivered];
  await log.append(events.map((event) => ({ topic: "assessments", key: owner, event }) as const));
  return alerts;
}
