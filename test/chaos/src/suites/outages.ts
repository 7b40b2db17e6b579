import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { NativeServer } from "@milepost/testkit/native-servers";
import { differenceOfRun } from "../compare.ts";
import { settledDifference } from "../deployment.ts";
import type { Model } from "../deployment.ts";
import { openServicesHost } from "../hosts/services-host.ts";
import type { ServicesHost } from "../hosts/services-host.ts";
import { planOf, runPlan } from "../load/plan.ts";
import { GIVE_UP_MS, postPlan } from "../load/post-events.ts";
import type { Posted } from "../load/post-events.ts";
import type { IsWanted, Logged } from "../model/logged.ts";
import { seededDice, seedOf } from "../random.ts";
import type { Stack } from "../stack.ts";
import { feed, lostEvents } from "./feed.ts";
import type { Feeder } from "./feed.ts";
import { rebuildDifference } from "./acts.ts";
import type { Found, Suite, Tools } from "./suite.ts";

/** Together 2,000 events a second, where the machine can: batches of one lane follow each other. */
const LANES = 8;
const PACE = { largestBatch: 50, exactly: true, everyMs: 200 } as const;
const BEFORE_MS = 4_000;
const AFTER_MS = 6_000;
const SETTLES_WITHIN_MS = 300_000;

const OUTAGES = ["kafka", "clickhouse", "redis"] as const;
type Outage = (typeof OUTAGES)[number];

/**
 * Each server is killed under load and stays away for a while; Redis comes back empty. Every accepted event appears once,
 * and what could not be accepted was refused with an error that says: try again.
 */
export const outages: Suite = {
  name: "outages",
  needsStack: true,
  run: async (seed, tools) => {
    const stack = await tools.stack();
    const figures: Record<string, number> = {};
    for (const outage of OUTAGES) {
      const host = await openServicesHost(stack, { name: `outage-${outage}-${seed}` });
      try {
        const found = await underLoad({ host, stack, outage, seed, tools });
        Object.assign(figures, found.figures);
        if (found.difference !== undefined) return { ...found, figures };
      } finally {
        await host.close();
      }
    }
    return { difference: undefined, struck: { kafka: 1, clickhouse: 1, redis: 1 }, figures };
  },
};

interface UnderLoad {
  readonly host: ServicesHost;
  readonly stack: Stack;
  readonly outage: Outage;
  readonly seed: number;
  readonly tools: Tools;
}

async function underLoad({ host, stack, outage, seed, tools }: UnderLoad): Promise<Found> {
  const lanes = Array.from({ length: LANES }, (_, lane) => `${outage}${lane}`);
  const pace = { ...PACE, giveUpMs: tools.outageMs + GIVE_UP_MS };
  await host.start();
  await postPlan(() => host.eventsUrl, planOf(lanes.map((lane) => runPlan(lane))));
  const began = performance.now();
  const feeders = lanes.map((name) => feed(host, { name, dice: seededDice(seedOf(seed, name)) }, pace));
  await delay(BEFORE_MS);
  const rate = countOf(feeders) / ((performance.now() - began) / 1000);
  await stack[outage].kill("SIGKILL");
  await delay(tools.outageMs);
  if (outage === "redis") wipe(join(stack.dir, "redis"));
  await restart(stack[outage]);
  const backAt = performance.now();
  const acceptedAgainMs = await acceptedAgain(feeders, backAt);
  await delay(AFTER_MS);
  const accepted = await Promise.all(feeders.map((feeder) => feeder.stop()));
  const stoppedAt = performance.now();
  const difference = refusedForGood(feeders) ?? (await lanesDifference(host, lanes, accepted));
  const visibleMs = performance.now() - stoppedAt;
  const rebuilt = difference ?? (await rebuildDifference(host));
  const figures = {
    [`${outage} events/s`]: Math.round(rate),
    [`${outage} events`]: accepted.flat().length,
    [`${outage} accepted again after ms`]: Math.round(acceptedAgainMs),
    [`${outage} all visible after ms`]: Math.round(visibleMs),
  };
  tools.say(`outages seed ${seed}: ${JSON.stringify(figures)}; refusals ${refusalsOf(feeders)}`);
  return { difference: rebuilt, struck: { [outage]: 1 }, figures };
}

/** What is lost, or not in the tables as it should be: lane by lane, since ten minutes of events are more than memory holds. */
async function lanesDifference(
  host: ServicesHost,
  lanes: readonly string[],
  accepted: readonly (readonly Posted[])[],
): Promise<string | undefined> {
  for (const [index, lane] of lanes.entries()) {
    const isOfLane: IsWanted = ({ topic, key }) => topic === "strategy" || key.startsWith(`${lane}-`);
    const ofLane: Model = async (logged, ask) =>
      differenceOfRun(
        lane,
        logged.filter((one) => isDefinedFor(lane, one)),
        ask,
      );
    const found =
      (await lostEvents(host.log, accepted[index] ?? [], isOfLane)) ??
      (await settledDifference(host, SETTLES_WITHIN_MS, { model: ofLane, isWanted: isOfLane }));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Definitions of other lanes have no values here, and no rows. */
function isDefinedFor(lane: string, { topic, event }: Logged): boolean {
  return topic !== "strategy" || String(event?.data["id"]).startsWith(`${lane}-`);
}

/** Everything that Redis kept is gone. */
function wipe(dir: string): void {
  for (const name of readdirSync(dir)) {
    if (name !== "redis.log") rmSync(join(dir, name), { recursive: true, force: true });
  }
}

async function restart(server: NativeServer): Promise<void> {
  await server.restart();
}

/** How long after a server came back each lane had another batch accepted. */
async function acceptedAgain(feeders: readonly Feeder[], since: number): Promise<number> {
  const before = feeders.map((feeder) => feeder.count());
  while (feeders.some((feeder, index) => feeder.count() === before[index])) await delay(20);
  return performance.now() - since;
}

function countOf(feeders: readonly Feeder[]): number {
  return feeders.reduce((sum, feeder) => sum + feeder.count(), 0);
}

/** An ingest that lives answers, whatever is away: no connection may break off without a word. */
function refusedForGood(feeders: readonly Feeder[]): string | undefined {
  const silent = feeders.reduce((sum, { refusals }) => sum + (refusals.get("none") ?? 0), 0);
  return silent === 0 ? undefined : `${silent} requests had no answer`;
}

function refusalsOf(feeders: readonly Feeder[]): string {
  const sums = new Map<string, number>();
  for (const { refusals } of feeders) {
    for (const [refusal, count] of refusals) sums.set(refusal, (sums.get(refusal) ?? 0) + count);
  }
  return JSON.stringify(Object.fromEntries(sums));
}
