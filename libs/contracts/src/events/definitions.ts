import { z } from "zod";
import { channelSchema, recipientSchema } from "../plan/channel.ts";
import { connectorSchema } from "../plan/connector.ts";
import { goalSchema } from "../plan/goal.ts";
import { idSchema, kpiSchema } from "../plan/kpi.ts";
import { alertingSchema, calendarSchema, scorecardSchema, unitSchema } from "../plan/plan-file.ts";
import { isTimeZone } from "../local-time.ts";
import { defineEvent } from "./define.ts";

/** The kinds of plan objects that the strategy topic defines. */
export const DEFINITION_KINDS = [
  "calendar",
  "unit",
  "kpi",
  "goal",
  "scorecard",
  "connector",
  "alerting",
  "channel",
  "recipient",
] as const;
export type DefinitionKind = (typeof DEFINITION_KINDS)[number];

const common = {
  id: idSchema,
  /** From which local date on the definition holds. */
  effectiveFrom: z.iso.date(),
  /** An object is managed by the plan file or by the API, never both. */
  managedBy: z.enum(["file", "api"]),
} as const;

const NO_TIME_ZONE = { message: "no such time zone", path: ["timeZone"] };
// Every reader works out instants from these: a zone that does not exist must not get further than this.
const computableCalendar = calendarSchema.refine(({ timeZone }) => isTimeZone(timeZone), NO_TIME_ZONE);
const computableKpi = kpiSchema.refine(
  ({ timeZone }) => timeZone === undefined || isTimeZone(timeZone),
  NO_TIME_ZONE,
);

const defined = <Definition extends z.ZodType>(definition: Definition) =>
  z.looseObject({ ...common, definition });

export const calendarDefined = defineEvent(
  "milepost.calendar.defined.v1",
  "strategy",
  defined(computableCalendar),
);
export const unitDefined = defineEvent("milepost.unit.defined.v1", "strategy", defined(unitSchema));
export const kpiDefined = defineEvent(
  "milepost.kpi.defined.v1",
  "strategy",
  /** A change of unit, grain, calendar or behaviour counts the version up. */
  z.looseObject({ ...common, definition: computableKpi, kpiVersion: z.int().positive() }),
);
export const goalDefined = defineEvent("milepost.goal.defined.v1", "strategy", defined(goalSchema));
export const scorecardDefined = defineEvent(
  "milepost.scorecard.defined.v1",
  "strategy",
  defined(scorecardSchema),
);
export const connectorDefined = defineEvent(
  "milepost.connector.defined.v1",
  "strategy",
  defined(connectorSchema),
);
export const alertingDefined = defineEvent(
  "milepost.alerting.defined.v1",
  "strategy",
  defined(alertingSchema),
);

export const channelDefined = defineEvent("milepost.channel.defined.v1", "strategy", defined(channelSchema));
export const recipientDefined = defineEvent(
  "milepost.recipient.defined.v1",
  "strategy",
  defined(recipientSchema),
);

/** An object left the plan: it is archived, its history stays. */
export const definitionArchived = defineEvent(
  "milepost.definition.archived.v1",
  "strategy",
  z.looseObject({ kind: z.enum(DEFINITION_KINDS), id: idSchema, reason: z.string().optional() }),
);

/** The deployment's own clock was set: only a demo has one. */
export const clockSet = defineEvent(
  "milepost.clock.set.v1",
  "strategy",
  z.looseObject({ now: z.iso.datetime({ offset: true }), reason: z.string() }),
);
