import { assessedDifference, difference } from "../compare.ts";
import { openEmbeddedHost } from "../hosts/embedded-host.ts";
import type { Host } from "../hosts/host.ts";
import { openServicesHost } from "../hosts/services-host.ts";
import { killChain } from "./kill-chain.ts";
import type { Model } from "../deployment.ts";
import { toldProblem } from "../model/told.ts";
import { struckByArea } from "../soak/soak-state.ts";
import { openDesk } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { isOfPredict, stepsOf } from "./kill-table.ts";
import type { KillArea, StepOfArea } from "./kill-table.ts";
import type { Found, Suite, Tools } from "./suite.ts";

/** Kills the services of a deployment at every step of some areas, one after the other. */
export function killServices(name: string, areas: readonly KillArea[]): Suite {
  const services = [...SERVICES, ...(isAssessed(areas) ? (["predict"] as const) : [])];
  const open: KillSuite["open"] = async (seed, { stack }, env) =>
    openServicesHost(await stack(), { name: `${name}-${seed}`, services, env });
  return killSuite({ name, areas, needsStack: true, open });
}

const SERVICES = ["projector", "ingest"] as const;

/** Only where predict's work is struck it runs as a service, people are told, and what it says is compared. */
function isAssessed(areas: readonly KillArea[]): boolean {
  return areas.some(isOfPredict);
}

/** Kills `npm start` at every step of some areas, one after the other. */
export function killEmbedded(name: string, areas: readonly KillArea[]): Suite {
  return killSuite({
    name,
    areas,
    needsStack: false,
    open: (seed, _tools, env) => openEmbeddedHost(`${name}-${seed}`, { MILEPOST_DEMO: "0", ...env }),
  });
}

interface KillSuite {
  readonly name: string;
  readonly areas: readonly KillArea[];
  readonly needsStack: boolean;
  readonly open: (seed: number, tools: Tools, env: Readonly<Record<string, string>>) => Promise<Host>;
}

function killSuite({ name, areas, needsStack, open }: KillSuite): Suite {
  const steps = stepsOf(areas);
  return {
    name,
    needsStack,
    strikes: struckByArea(strikesOf(steps)),
    run: async (seed, tools): Promise<Found> => {
      const desk = isAssessed(areas) ? await openDesk() : undefined;
      const host = await open(seed, tools, desk?.env ?? {});
      try {
        const chain = { host, seed, steps, say: tools.say, desk, model: modelOf(desk) };
        const { difference } = await killChain(chain);
        return { difference, struck: strikesOf(steps) };
      } finally {
        await host.close();
        await desk?.close();
      }
    },
  };
}

/** Each step is struck once. */
function strikesOf(steps: readonly StepOfArea[]): Readonly<Record<string, number>> {
  return Object.fromEntries(steps.map(({ area, step }) => [`${area}:${step}`, 1]));
}

/** Where people are told, what predict says and what they got is compared, too. */
function modelOf(desk: Desk | undefined): Model {
  if (desk === undefined) return difference;
  return async (logged, ask) =>
    (await assessedDifference(logged, ask)) ??
    toldProblem(
      logged.filter(({ topic }) => topic === "assessments"),
      desk,
    );
}
