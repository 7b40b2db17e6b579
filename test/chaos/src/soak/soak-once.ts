import { OutOfTime } from "../out-of-time.ts";
import type { Found, Suite, Tools } from "../suites/suite.ts";

/** What a run of the soak ended with. */
export interface Ended extends Pick<Found, "struck" | "figures"> {
  /** As the state file says it. */
  readonly outcome: string;
  readonly seconds: number;
}

/** Runs a suite with a seed, whatever becomes of it. */
export async function soakOnce(suite: Suite, seed: number, tools: Tools): Promise<Ended> {
  const began = performance.now();
  const ended = await suite.run(seed, tools).then(
    ({ difference, ...found }) => ({
      ...found,
      outcome: difference === undefined ? "equal" : `not equal: ${difference}`,
    }),
    (error: unknown) => ({ struck: {}, outcome: outcomeOf(error) }),
  );
  return { ...ended, seconds: Math.round((performance.now() - began) / 1_000) };
}

function outcomeOf(error: unknown): string {
  if (error instanceof OutOfTime) return `out of time: ${error.message}`;
  return `not equal: it broke off, ${String(error)}`;
}
