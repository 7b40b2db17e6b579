import type { Position, Topic } from "@milepost/contracts";
import type { LogRecord, Partition, ReadOptions } from "../index.ts";
import type { LogGeneration } from "../log-generation.ts";
import type { LogControl, ReadControl } from "./log-control.ts";

/** A record as it is copied: its text is kept as it is. */
export interface RawRecord extends Partition {
  readonly key: string;
  readonly text: string;
}

/** What the generations of a log need of the place where it lies; one adapter for each. */
export interface GenerationStorage {
  /** What the control record says now; a log that is new gets one. */
  readControl(): Promise<ReadControl>;
  /** Writes the control record that comes after a version; false, and nothing is changed, when another one came before. */
  writeControl(control: LogControl, version: number): Promise<boolean>;
  /** Makes room for a generation that was never there. */
  create(generation: LogGeneration): Promise<void>;
  /** Removes a generation's records; one that is gone stays gone. */
  remove(generation: LogGeneration): Promise<void>;
  /** Once it resolves, nothing is appended to the generation any more, not by a process that stood still either. */
  seal(generation: LogGeneration): Promise<void>;
  /** First unwritten offset of each partition of the topics. */
  ends(generation: LogGeneration, topics: readonly Topic[]): Promise<Position>;
  /** As `EventLog.read`, of any generation that is there. */
  read(generation: LogGeneration, options: ReadOptions): AsyncIterable<readonly LogRecord[]>;
  /** Puts records at the ends of their partitions, in their order; a worker that was replaced is refused where the storage can tell. */
  append(generation: LogGeneration, worker: string, records: readonly RawRecord[]): Promise<void>;
  close(): Promise<void>;
}
