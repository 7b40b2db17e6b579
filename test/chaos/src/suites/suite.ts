import type { Stack } from "../stack.ts";

/** What a suite has to work with. */
export interface Tools {
  /** Kafka, Redis and ClickHouse, shared by all suites: each opens deployments of its own on them. */
  readonly stack: () => Promise<Stack>;
  readonly say: (line: string) => void;
  /** How long a server is away, in milliseconds. */
  readonly outageMs: number;
}

/** What one seeded run of a suite found. */
export interface Found {
  /** What is not as the model says, in words; undefined: nothing. */
  readonly difference: string | undefined;
  /** How often each step was struck. */
  readonly struck: Readonly<Record<string, number>>;
  /** Figures worth keeping, such as a recovery time. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** A suite: the same seed does the same things again. */
export interface Suite {
  readonly name: string;
  readonly needsStack: boolean;
  /** How often each area is struck in a run, where that is known before. */
  readonly strikes?: Readonly<Record<string, number>>;
  run(seed: number, tools: Tools): Promise<Found>;
}
