import { assessedDifference, difference } from "../compare.ts";
import { openEmbeddedHost } from "../hosts/embedded-host.ts";
import type { Host } from "../hosts/host.ts";
import { openServicesHost } from "../hosts/services-host.ts";
import { killChain } from "./kill-chain.ts";
import { stepsOf } from "./kill-table.ts";
import type { KillArea } from "./kill-table.ts";
import type { Found, Suite, Tools } from "./suite.ts";

/** Kills the services of a deployment at every step of some areas, one after the other. */
export function killServices(name: string, areas: readonly KillArea[]): Suite {
  const services = [...SERVICES, ...(isAssessed(areas) ? (["predict"] as const) : [])];
  const open = async (seed: number, { stack }: Tools): Promise<Host> =>
    openServicesHost(await stack(), { name: `${name}-${seed}`, services });
  return killSuite({ name, areas, needsStack: true, open });
}

const SERVICES = ["projector", "ingest"] as const;

/** Only where assessments are struck predict runs as a service, and what it says is compared. */
function isAssessed(areas: readonly KillArea[]): boolean {
  return areas.includes("assessment");
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
  const model = isAssessed(areas) ? assessedDifference : difference;
  return {
    name,
    needsStack,
    run: async (seed, tools): Promise<Found> => {
      const host = await open(seed, tools);
      try {
        const { difference } = await killChain({ host, seed, steps, say: tools.say, model });
        const struck = Object.fromEntries(steps.map(({ area, step }) => [`${area}:${step}`, 1]));
        return { difference, struck };
      } finally {
        await host.close();
      }
    },
  };
}
