import { hash } from "node:crypto";
import { seriesKey } from "@milepost/contracts";
import type { Reading, ReadingKey } from "./index.ts";

const ID_HASH_CHARACTERS = 24;

/** The CloudEvents source of a connector's observations. */
export function connectorSource(connector: string): string {
  return `//milepost/connectors/${connector}`;
}

/** A run's id: the connector and how many of its runs were completed, this one included. An attempt that was killed repeats it. */
export function runIdOf(connector: string, ordinal: number): string {
  return `${connector}-run-${ordinal}`;
}

/** One text for one value's place: KPI, series, period and kind. */
export function readingKeyText({ kpi, series, period, kind }: ReadingKey): string {
  return `${kpi}/${seriesKey(series)}/${period}/${kind}`;
}

/** An event id that the same run gives again to the same value, and never to another. */
export function readingEventId(run: string, reading: Reading): string {
  const identity = `${run}/${readingKeyText(reading)}/${reading.value}`;
  return `${run}-${hash("sha256", identity, "base64url").slice(0, ID_HASH_CHARACTERS)}`;
}
