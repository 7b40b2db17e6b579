import type { Position } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { LogControl, LogGenerations, NextGeneration } from "@milepost/event-log/log-generations";
import { z } from "zod";

const partitions = z.record(z.enum(TOPICS), z.int());
const count = z.int().nonnegative();
/** What is said of a generation whose worker is not heard of any more. */
const GONE = "The process that made it is gone; ask for it again";

const origin = z.union([
  z.object({ kind: z.literal("generation"), generation: z.int() }),
  z.object({ kind: z.literal("backup"), backup: z.string() }),
]);

/** What the API says of the generations of the log. */
export const logStandingSchema = z
  .object({
    live: z
      .object({
        generation: z.int(),
        partitions,
        records: count.nullable().describe("First unwritten offsets, summed; null: not known"),
        takesAppends: z.boolean().describe("False for the moments before the next one is live"),
      })
      .describe("The generation that is read and written"),
    next: z
      .object({
        generation: z.int(),
        partitions,
        from: origin,
        step: z.enum(["begun", "copying", "sealing", "sealed", "copied"]),
        records: count,
        total: count,
        startedAt: z.string(),
        changedAt: z.string(),
        failure: z.string().nullable().describe("Why it is not made any further; null: it is"),
      })
      .nullable()
      .describe("The generation that is being made"),
    kept: z
      .array(z.object({ generation: z.int(), partitions, until: z.string(), complete: z.boolean() }))
      .describe("Generations that were live, or were never finished, until they are removed"),
  })
  .meta({ id: "LogGenerations" });
export type LogStanding = z.infer<typeof logStandingSchema>;

/** Where the log of this process, and the generations beside it, stand. */
export async function logStanding(
  log: Pick<EventLog, "end" | "generation">,
  generations: LogGenerations,
): Promise<LogStanding> {
  const control: LogControl = await generations.control();
  const { generation, partitions: counts, sealed, next, kept } = control;
  const end = generation === log.generation ? await log.end(TOPICS) : undefined;
  const gone = (await generations.abandoned()) === undefined ? null : GONE;
  return {
    live: {
      generation,
      partitions: counts,
      records: end === undefined ? null : sum(end),
      takesAppends: !sealed,
    },
    next: next === undefined ? null : nextOf(next, next.failure ?? gone),
    kept,
  };
}

function nextOf(
  { worker: _worker, origin: from, ...making }: NextGeneration,
  failure: string | null,
): NonNullable<LogStanding["next"]> {
  return { ...making, from, failure };
}

function sum(end: Position): number {
  return Object.values(end).reduce((total, offset) => total + offset, 0);
}
