import { isTimeZone } from "@milepost/contracts";
import type { PlanShape, Section } from "../read-shape.ts";
import { nearest } from "../known-keys.ts";
import type { Path } from "../yaml-document.ts";

/** One thing that is wrong, by the path of the field; its line is found later. */
export interface Finding {
  readonly path: Path;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  /** Point at the field's key instead of its value. */
  readonly at?: "key";
}

const SINGULAR: Readonly<Record<Section, string>> = {
  calendars: "calendar",
  people: "person",
  units: "unit",
  kpis: "KPI",
  goals: "goal",
  scorecards: "scorecard",
  connectors: "connector",
  channels: "channel",
  recipients: "recipient",
};

/** A finding when an id that is named is not defined; nothing when it is, or when none is named. */
export function unknownReference(
  { names }: PlanShape,
  section: Section,
  reference: { readonly id: string | undefined; readonly path: Path },
): readonly Finding[] {
  const { id, path } = reference;
  if (id === undefined || names[section].has(id)) return [];
  const noun = SINGULAR[section];
  const meant = nearest(id, names[section]);
  const fix = meant === undefined ? `define it under ${section}` : `did you mean ${meant}?`;
  return [{ path, code: `unknown_${noun.toLowerCase()}`, message: `there is no ${noun} "${id}"`, fix }];
}

/** A finding when a time zone is named that does not exist. */
export function unknownTimeZone(timeZone: string | undefined, path: Path): readonly Finding[] {
  if (timeZone === undefined || isTimeZone(timeZone)) return [];
  const message = `there is no time zone "${timeZone}"`;
  return [{ path, code: "unknown_time_zone", message, fix: "use an IANA name such as Europe/Berlin" }];
}
