import type { z } from "zod";
import type { CloudEvent } from "../envelope.ts";
import * as alertLife from "./alert-life.ts";
import * as assessments from "./assessments.ts";
import { isCertainObservation } from "./certain-observation.ts";
import type { EventDefinition } from "./define.ts";
import * as definitions from "./definitions.ts";
import * as deliveries from "./deliveries.ts";
import * as judgement from "./judgement.ts";
import * as leads from "./leads.ts";
import { forecasterLearned } from "./forecaster-learned.ts";
import * as observations from "./observations.ts";
import * as operations from "./operations.ts";
import * as options from "./options.ts";
import * as records from "./records.ts";
import * as reviews from "./reviews.ts";
import * as staleness from "./staleness.ts";

/** Every event type of the log, version 1. */
export const EVENTS = {
  observationRecorded: observations.observationRecorded,
  observationRetracted: observations.observationRetracted,
  recordCaptured: records.recordCaptured,
  foldStarted: records.foldStarted,
  foldCompleted: records.foldCompleted,
  calendarDefined: definitions.calendarDefined,
  unitDefined: definitions.unitDefined,
  kpiDefined: definitions.kpiDefined,
  goalDefined: definitions.goalDefined,
  scorecardDefined: definitions.scorecardDefined,
  connectorDefined: definitions.connectorDefined,
  alertingDefined: definitions.alertingDefined,
  channelDefined: definitions.channelDefined,
  recipientDefined: definitions.recipientDefined,
  definitionArchived: definitions.definitionArchived,
  clockSet: definitions.clockSet,
  checkInMade: judgement.checkInMade,
  overrideMade: judgement.overrideMade,
  overrideWithdrawn: judgement.overrideWithdrawn,
  assessmentMade: assessments.assessmentMade,
  forecasterLearned,
  goalClosed: assessments.goalClosed,
  alertRaised: assessments.alertRaised,
  alertCleared: assessments.alertCleared,
  alertsDelivered: assessments.alertsDelivered,
  alertAcknowledged: assessments.alertAcknowledged,
  alertClosed: assessments.alertClosed,
  alertSnoozed: alertLife.alertSnoozed,
  alertWoken: alertLife.alertWoken,
  alertEscalated: alertLife.alertEscalated,
  alertReassigned: alertLife.alertReassigned,
  alertReopened: alertLife.alertReopened,
  alertRecovering: alertLife.alertRecovering,
  optionsWeighed: options.optionsWeighed,
  suggestionAccepted: options.suggestionAccepted,
  suggestionDeclined: options.suggestionDeclined,
  messageComposed: deliveries.messageComposed,
  messageAttempted: deliveries.messageAttempted,
  channelPaused: deliveries.channelPaused,
  channelResumed: deliveries.channelResumed,
  leadTested: leads.leadTested,
  externalReported: reviews.externalReported,
  reviewOpened: reviews.reviewOpened,
  reviewReassessed: reviews.reviewReassessed,
  reviewClosed: reviews.reviewClosed,
  reviewConcluded: reviews.reviewConcluded,
  goalStale: staleness.goalStale,
  stalenessEnded: staleness.stalenessEnded,
  runCompleted: operations.runCompleted,
  personRecorded: operations.personRecorded,
  noteRecorded: operations.noteRecorded,
  personErased: operations.personErased,
  deadLetterRecorded: operations.deadLetterRecorded,
  deadLetterResolved: operations.deadLetterResolved,
} as const;

type Registry = typeof EVENTS;
type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Data> ? CloudEvent<Type, Data> : never;

/** Any event of the log, told apart by `type`. */
export type MilepostEvent = { [Name in keyof Registry]: EventOf<Registry[Name]> }[keyof Registry];
export type EventType = MilepostEvent["type"];
/** The event of one type. */
export type EventOfType<Type extends EventType> = Extract<MilepostEvent, { type: Type }>;

const BY_TYPE: ReadonlyMap<string, EventDefinition> = new Map(
  Object.values(EVENTS).map((definition) => [definition.type, definition as unknown as EventDefinition]),
);

/** The definition of an event type; undefined when this version does not know it. */
export function eventDefinition(type: string): EventDefinition | undefined {
  return BY_TYPE.get(type);
}

/** What reading one log value gave. */
export type ReadEvent =
  | { readonly ok: true; readonly event: MilepostEvent }
  | { readonly ok: false; readonly code: "unknown_type" | "invalid_event"; readonly reason: string };

/** Checks a value read from the log against its type's schema; unknown fields stay. */
export function readEvent(value: unknown): ReadEvent {
  if (isCertainObservation(value)) return { ok: true, event: value };
  const type = (value as { type?: unknown } | null)?.type;
  const definition = typeof type === "string" ? BY_TYPE.get(type) : undefined;
  if (definition === undefined) {
    return { ok: false, code: "unknown_type", reason: `event type ${JSON.stringify(type)} is not known` };
  }
  const parsed = definition.schema.safeParse(value);
  if (parsed.success) return { ok: true, event: parsed.data as MilepostEvent };
  return { ok: false, code: "invalid_event", reason: describeIssues(parsed.error) };
}

/** Zod's issues as one sentence: `data.value: … ; time: …`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "event"}: ${issue.message}`).join("; ");
}
