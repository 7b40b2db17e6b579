import { openEmbeddedHost } from "../hosts/embedded-host.ts";
import type { Host } from "../hosts/host.ts";
import { openServicesHost } from "../hosts/services-host.ts";
import { killChain } from "./kill-chain.ts";
import { stepsOf } from "./kill-table.ts";
import type { KillArea } from "./kill-table.ts";
import type { Found, Suite, Tools } from "./suite.ts";

/** Kills the services of a deployment at every step of some areas, one after the other. */
export function killServices(name: string, areas: readonly KillArea[]): Suite {
  const open = async (seed: number, { stack }: Tools): Promise<Host> =>
    openServicesHost(await stack(), { name: `${name}-${seed}` });
  return killSuite({ name, areas, needsStack: true, open });
}

/** Kills `npm start` at every step of some areas, one after the other. */
export function killEmbedded(name: string, areas: readonly KillArea[]): Suite {
  return killSuite({ name, areas, needsStack: false, open: (seed) => openEmbeddedHost(`${name}-${seed}`) });
}

interface KillSuite {
  readonly name: string;
  readonly areas: readonly KillArea[];
  readonly needsStack: boolean;
  readonly open: (seed: number, tools: Tools) => Promise<Host>;
}

function killSuite({ name, areas, needsStack, open }: KillSuite): Suite {
  const steps = stepsOf(areas);
  return {
    name,
    needsStack,
    run: async (seed, tools): Promise<Found> => {
      const host = await open(seed, tools);
      try {
        const { difference } = await killChain({ host, seed, steps, say: tools.say });
        const struck = Object.fromEntries(steps.map(({ area, step }) => [`${area}:${step}`, 1]));
        return { difference, struck };
      } finally {
        await host.close();
      }
    },
  };
}
