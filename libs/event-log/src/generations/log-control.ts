import { TOPICS } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { z } from "zod";
import type { LogGeneration } from "../log-generation.ts";

const partitions = z.record(z.enum(TOPICS), z.int().positive());
const instant = z.iso.datetime();
const count = z.int().nonnegative();

/**
 * How far the next generation is. `begun`: its topics are made; `copying`: records go into it; `sealing`: from here on
 * the live generation takes no appends, and there is only a way forward; `sealed`: nothing can be appended to it any more;
 * `copied`: the next generation has everything it will have, and is made live.
 */
export const GENERATION_STEPS = ["begun", "copying", "sealing", "sealed", "copied"] as const;
export type GenerationStep = (typeof GENERATION_STEPS)[number];

/** Where a generation's records come from: another generation, or a backup. */
const origin = z.union([
  z.object({ kind: z.literal("generation"), generation: z.int().positive() }),
  z.object({ kind: z.literal("backup"), backup: z.string() }),
]);
export type GenerationOrigin = z.infer<typeof origin>;

const next = z.object({
  generation: z.int().positive(),
  partitions,
  origin,
  step: z.enum(GENERATION_STEPS),
  /** Who works at it; only they may write into it. */
  worker: z.string(),
  startedAt: instant,
  changedAt: instant,
  /** Records in it, and how many it will have, as far as that is known. */
  records: count,
  total: count,
  /** Why the worker gave up; null: it did not. */
  failure: z.string().nullable(),
});
export type NextGeneration = z.infer<typeof next>;

const kept = z.object({
  generation: z.int().positive(),
  partitions,
  /** When it is removed. */
  until: instant,
  /** False: it was never finished, and nobody can use it. */
  complete: z.boolean(),
});
export type KeptGeneration = z.infer<typeof kept>;

const controlSchema = z.object({
  deployment: z.string(),
  generation: z.int().positive(),
  partitions,
  /** The highest number that a generation ever had, finished or not: numbers are never used again. */
  highest: z.int().positive().optional(),
  /** True while the live generation takes no appends, for the next one is about to be live. */
  sealed: z.boolean().default(false),
  /** True where topics of the live generation were made again, empty: it is sealed, and nobody copies it unless asked by its number. */
  lost: z.boolean().optional(),
  /** Absent: none is being made. */
  next: next.optional(),
  /** Generations that were live, or unfinished, and are not removed yet. */
  kept: z.array(kept).default([]),
});

/** What the control record says of all generations of a log. */
export type LogControl = z.infer<typeof controlSchema>;

/** A control record and which one it was: whoever writes the next one names it. */
export interface ReadControl {
  readonly control: LogControl;
  readonly version: number;
}

/** Reads a control record; rejects one that this version does not understand. */
export function parseControl(text: string): LogControl {
  const parsed = controlSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new MilepostError(
    "log_corrupt",
    `The log's control record cannot be read: ${text}. Was it written by a newer Milepost?`,
  );
}

/** The control record of a log that begins. */
export function firstControl(live: LogGeneration): LogControl {
  return { ...live, partitions: { ...live.partitions }, sealed: false, kept: [] };
}

/** The generation that is live. */
export function liveOf({ deployment, generation, partitions }: LogControl): LogGeneration {
  return { deployment, generation, partitions };
}

/** The number of a generation that nobody ever had. */
export function unusedNumber({ generation, highest = generation }: LogControl): number {
  return Math.max(generation, highest) + 1;
}
