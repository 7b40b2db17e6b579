import { openEmbeddedHost } from "../hosts/embedded-host.ts";
import { openServicesHost } from "../hosts/services-host.ts";
import { runModel } from "./model-run.ts";
import type { Suite } from "./suite.ts";

/** Commands that one seed tries. */
const RUNS_OF_A_SEED = 8;

/** Random commands against services on Kafka, Redis and ClickHouse. */
export const modelServices: Suite = {
  name: "model",
  needsStack: true,
  run: async (seed, { stack, say }) => {
    const host = await openServicesHost(await stack(), { name: `model-${seed}` });
    try {
      const difference = await runModel({ host, seed, numRuns: RUNS_OF_A_SEED, say });
      return { difference, struck: { commands: RUNS_OF_A_SEED } };
    } finally {
      await host.close();
    }
  },
};

/** The same against `npm start`. */
export const modelEmbedded: Suite = {
  name: "model-start",
  needsStack: false,
  run: async (seed, { say }) => {
    const host = await openEmbeddedHost(`model-start-${seed}`);
    try {
      const difference = await runModel({ host, seed, numRuns: RUNS_OF_A_SEED, say });
      return { difference, struck: { commands: RUNS_OF_A_SEED } };
    } finally {
      await host.close();
    }
  },
};
