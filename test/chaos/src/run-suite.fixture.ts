import { afterAll, describe, expect, it } from "vitest";
import { sayProgress } from "./say-progress.ts";
import { stackIsPossible, startStack } from "./stack.ts";
import type { Stack } from "./stack.ts";
import type { Suite, Tools } from "./suites/suite.ts";

const OUTAGE_MS = 20_000;
/** A bound for a machine that does many other things; alone it takes a fraction. */
const TIMEOUT_MS = 1_800_000;

/** Declares a test of each suite with one seed; all of them run at once, on one stack. */
export async function runTogether(suites: readonly Suite[], seed: number): Promise<void> {
  const isPossible = await stackIsPossible();
  describe.skipIf(!isPossible)("suites side by side", { concurrent: true }, () => {
    const { tools, close } = openTools();
    afterAll(close, TIMEOUT_MS);
    it.each(suites.map((suite) => [suite.name, suite] as const))(
      `%s: whatever is struck, tables equal the model's (seed ${seed})`,
      async (_name, suite) => {
        const { difference = "equal" } = await suite.run(seed, tools);
        expect(difference).toBe("equal");
      },
      TIMEOUT_MS,
    );
  });
}

/** Declares the tests of a suite, one a seed; `together` of them run at once. */
export async function runSuite(
  suite: Suite,
  { seeds, together = 1 }: { readonly seeds: readonly number[]; readonly together?: number },
): Promise<void> {
  const isPossible = !suite.needsStack || (await stackIsPossible());
  describe.skipIf(!isPossible)(`suite ${suite.name}`, () => {
    const { tools, close } = openTools();
    afterAll(close, TIMEOUT_MS);
    for (let from = 0; from < seeds.length; from += together) {
      const some = seeds.slice(from, from + together);
      it(
        `whatever is struck, tables equal the model's (seeds ${some.join(", ")})`,
        async () => {
          const found = await Promise.all(some.map((seed) => suite.run(seed, tools)));
          expect(
            found.map(({ difference }, index) => `seed ${some[index]}: ${difference ?? "equal"}`),
          ).toEqual(some.map((seed) => `seed ${seed}: equal`));
        },
        TIMEOUT_MS,
      );
    }
  });
}

/** Servers are started when the first suite asks for them. */
function openTools(): { readonly tools: Tools; readonly close: () => Promise<void> } {
  let stack: Promise<Stack> | undefined;
  return {
    tools: { stack: () => (stack ??= startStack()), say: sayProgress, outageMs: OUTAGE_MS },
    close: async () => (await stack)?.close(),
  };
}
