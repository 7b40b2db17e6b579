import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";
import { EXAMPLE_PLAN } from "./plan.ts";

const { calendars, units, kpis, goals, scorecards, connectors, alerting, channels, recipients } =
  EXAMPLE_PLAN;

const common = { effectiveFrom: "2026-01-01", managedBy: "file" } as const;

/** Examples of the strategy topic: each object of the example plan, defined. */
export const DEFINITION_EXAMPLES: Examples<
  | "calendarDefined"
  | "unitDefined"
  | "kpiDefined"
  | "goalDefined"
  | "scorecardDefined"
  | "connectorDefined"
  | "alertingDefined"
  | "channelDefined"
  | "recipientDefined"
  | "definitionArchived"
  | "clockSet"
> = {
  calendarDefined: {
    ...exampleEnvelope("plan-1", "calendar/default"),
    type: "milepost.calendar.defined.v1",
    data: { id: "default", ...common, definition: calendars.default },
  },
  unitDefined: {
    ...exampleEnvelope("plan-2", "unit/ulm"),
    type: "milepost.unit.defined.v1",
    data: { id: "ulm", ...common, definition: units.ulm },
  },
  kpiDefined: {
    ...exampleEnvelope("plan-3", "kpi/on-time-delivery"),
    type: "milepost.kpi.defined.v1",
    data: { id: "on-time-delivery", ...common, definition: kpis["on-time-delivery"], kpiVersion: 2 },
  },
  goalDefined: {
    ...exampleEnvelope("plan-4", "goal/otd-2026"),
    type: "milepost.goal.defined.v1",
    data: { id: "otd-2026", ...common, definition: goals["otd-2026"] },
  },
  scorecardDefined: {
    ...exampleEnvelope("plan-5", "scorecard/company"),
    type: "milepost.scorecard.defined.v1",
    data: { id: "company", ...common, definition: scorecards.company },
  },
  connectorDefined: {
    ...exampleEnvelope("plan-6", "connector/erp"),
    type: "milepost.connector.defined.v1",
    data: { id: "erp", ...common, definition: connectors.erp },
  },
  alertingDefined: {
    ...exampleEnvelope("plan-7", "alerting/default"),
    type: "milepost.alerting.defined.v1",
    data: { id: "default", ...common, definition: alerting },
  },
  channelDefined: {
    ...exampleEnvelope("plan-9", "channel/mail"),
    type: "milepost.channel.defined.v1",
    data: { id: "mail", ...common, definition: channels.mail },
  },
  recipientDefined: {
    ...exampleEnvelope("plan-10", "recipient/plant-lead"),
    type: "milepost.recipient.defined.v1",
    data: {
      id: "plant-lead",
      ...common,
      definition: { ...recipients["plant-lead"], channels: [...recipients["plant-lead"].channels] },
    },
  },
  definitionArchived: {
    ...exampleEnvelope("plan-8", "goal/otd-2025"),
    type: "milepost.definition.archived.v1",
    data: { kind: "goal", id: "otd-2025", reason: "left the plan file" },
  },
  clockSet: {
    ...exampleEnvelope("clock-2014-10", "clock"),
    type: "milepost.clock.set.v1",
    data: { now: "2014-10-01T04:00:00.000Z", reason: "the demo begins" },
  },
};
