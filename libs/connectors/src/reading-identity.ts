import { hash } from "node:crypto";
import { seriesKey } from "@milepost/contracts";
import type { Reading, ReadingKey } from "./index.ts";

const ID_HASH_CHARACTERS = 24;

/** A run's id: the connector and how many of its runs were completed, this one included. An attempt that was killed repeats it. */
export function runIdOf(connector: string, ordinal: number): string {
  return `${connector}-run-${ordinal}`;
}

/** One text for one value's place: KPI, series, period and kind. */
export function readingKeyText({ kpi, series, period, kind }: ReadingKey): string {
  return `${kpi}/${seriesKey(series)}/${period}/${kind}`;
}

/**
 * An event id that the same run gives again to the same value after the same event of its source, and never to another. Without
 * the event that it replaces, a value that comes back within one run would have the id that it had before, and not count.
 */
export function readingEventId(run: string, reading: Reading, replaces: string | undefined): string {
  const said = `${run}/${readingKeyText(reading)}/${reading.value}`;
  const identity = replaces === undefined ? said : `${said}/${replaces}`;
  return `${run}-${hash("sha256", identity, "base64url").slice(0, ID_HASH_CHARACTERS)}`;
}
