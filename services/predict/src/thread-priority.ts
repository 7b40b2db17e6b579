import { setPriority } from "node:os";

/** Whether a thread can give way to all others; elsewhere its whole process would. */
export const STEPS_BACK: boolean = process.platform === "linux";
/** Whoever reads a page goes first. */
const NICENESS = 10;

/** Lets this thread give way to all others, where it can. */
export function stepBack(): void {
  if (!STEPS_BACK) return;
  try {
    setPriority(NICENESS);
  } catch {
    // Whoever started the process set it further back already, or lets nobody choose.
  }
}
