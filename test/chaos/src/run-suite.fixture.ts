import { afterAll, describe, expect, it } from "vitest";
import { sayProgress } from "./say-progress.ts";
import { stackIsPossible, startStack } from "./stack.ts";
import type { Stack } from "./stack.ts";
import type { Suite } from "./suites/suite.ts";

const OUTAGE_MS = 20_000;
/** A bound for a machine that does many other things; alone it takes a fraction. */
const TIMEOUT_MS = 1_800_000;

/** Declares the tests of a suite, one a seed; `together` of them run at once. */
export async function runSuite(
  suite: Suite,
  { seeds, together = 1 }: { readonly seeds: readonly number[]; readonly together?: number },
): Promise<void> {
  const isPossible = !suite.needsStack || (await stackIsPossible());
  describe.skipIf(!isPossible)(`suite ${suite.name}`, () => {
    let stack: Promise<Stack> | undefined;
    afterAll(async () => (await stack)?.close(), TIMEOUT_MS);
    const tools = {
      stack: () => (stack ??= startStack()),
      say: sayProgress,
      outageMs: OUTAGE_MS,
    };
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
