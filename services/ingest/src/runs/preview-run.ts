import type { ObservationRecordedData } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { openCounts, pullConnector } from "./pull-connector.ts";
import type { Pull, PullCounts } from "./pull-connector.ts";

const SHOWN_OBSERVATIONS = 20;

/** A value that a run would append. */
export interface PreviewedObservation {
  readonly kpi: string;
  readonly series: Record<string, string>;
  readonly period: string;
  readonly kind: ObservationRecordedData["kind"];
  readonly value: string;
  /** When it could first be known, ISO 8601 UTC; null: from the run on. */
  readonly knownAt: string | null;
}

/** A run's counts, and the first values it would append. */
export interface RunPreview extends PullCounts {
  readonly observations: readonly PreviewedObservation[];
}

/** Reads the source as a run does and keeps everything to itself. */
export async function previewRun(
  request: Omit<Pull, "origin" | "take" | "counts"> & { readonly connector: string },
): Promise<RunPreview> {
  const observations: PreviewedObservation[] = [];
  const take = async (records: readonly NewRecord[]): Promise<void> => {
    const left = SHOWN_OBSERVATIONS - observations.length;
    observations.push(...records.slice(0, Math.max(0, left)).map(observationOf));
  };
  const { connector, ...pull } = request;
  const counts = openCounts();
  await pullConnector({ ...pull, origin: { connector, run: "preview" }, take, counts });
  return { ...counts.read(), observations };
}

function observationOf({ event }: NewRecord): PreviewedObservation {
  const { kpi, series, period, kind, value, knownAt } = event.data as ObservationRecordedData;
  return { kpi, series, period, kind, value, knownAt: knownAt ?? null };
}
