import { MilepostError } from "@milepost/runtime";

/** Whether whoever takes batches gave one up because everything closes: its records come again, and nothing is wrong. */
export function isGivenUp(error: unknown, over: AbortSignal): boolean {
  return over.aborted && error instanceof MilepostError && error.code === "aborted";
}
