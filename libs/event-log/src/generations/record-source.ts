import type { Position } from "@milepost/contracts";
import type { ReadOptions } from "../index.ts";
import type { RawRecord } from "./generation-storage.ts";
import type { Partitions } from "./place-map.ts";

/** A record of a source and its offset there; a partition's offsets grow, and may have gaps. */
export interface SourceRecord extends RawRecord {
  readonly offset: number;
}

/** Where the records of a new generation come from: another generation, or a backup. */
export interface RecordSource {
  readonly partitions: Partitions;
  /** A position below which everything is that records below it refer to; later calls may give more. */
  end(): Promise<Position>;
  /** Records of one partition between two offsets, in their order. */
  read(options: ReadOptions): AsyncIterable<readonly SourceRecord[]>;
}
