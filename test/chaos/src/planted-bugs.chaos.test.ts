import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECTOR_UNDER_CHAOS } from "./children/projector-main.ts";
import { command } from "./deployment.ts";
import { openServicesHost } from "./hosts/services-host.ts";
import { additiveAggregate, versionByArrival } from "./planted/faulty-views.ts";
import type { Planted } from "./planted/faulty-views.ts";
import { sayProgress } from "./say-progress.ts";
import { stackIsPossible, startStack } from "./stack.ts";
import type { Stack } from "./stack.ts";
import { killChain } from "./suites/kill-chain.ts";
import type { StepOfArea } from "./suites/kill-table.ts";

const SEED = 20_261_126;
/** A wrong table does not become right by waiting. */
const SETTLES_WITHIN_MS = 15_000;
const WHERE_BATCHES_BREAK: readonly StepOfArea[] = [
  { area: "projector", step: "inserting" },
  { area: "projector", step: "decided" },
];

describe.skipIf(!(await stackIsPossible()))("a planted bug makes the suite red", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(async () => stack.close());

  it.each(["commit-before-insert", "key-claimed-early"])(
    "%s: rows of a killed projector are missing",
    async (fault) => {
      const host = await openServicesHost(stack, {
        name: fault,
        env: { CHAOS_FAULT: fault },
        projectorMain: PROJECTOR_UNDER_CHAOS,
      });
      const chain = { host, seed: SEED, steps: WHERE_BATCHES_BREAK, say: sayProgress };
      const { difference } = await killChain({ ...chain, settlesWithinMs: SETTLES_WITHIN_MS });
      await host.close();
      expect(difference).toMatch(/[1-9]\d* rows of the model are missing/);
    },
  );

  it.each<[string, Planted]>([
    ["version-by-arrival", versionByArrival],
    ["additive-aggregate", additiveAggregate],
  ])("%s: the value that counts is another one", async (fault, planted) => {
    const host = await openServicesHost(stack, { name: fault });
    const database = fault.replaceAll("-", "_");
    const plant = async (): Promise<void> => {
      const [view] = await host.ask(
        "SELECT create_table_query AS text FROM system.tables WHERE database = currentDatabase() AND name = 'observations'",
      );
      for (const sql of planted(String(view?.["text"]), `${database}_base`)) {
        await command(stack.clickhouse.url, database, sql);
      }
    };
    const steps: readonly StepOfArea[] = [{ area: "projector", step: "inserted" }];
    const chain = { host, seed: SEED, steps, say: sayProgress, plant };
    const { difference } = await killChain({ ...chain, settlesWithinMs: SETTLES_WITHIN_MS });
    await host.close();
    expect(difference).toMatch(/^observations: [1-9]\d* rows of the model are missing/);
  });
});
