import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { PROJECTOR_GROUP, TOPICS } from "@milepost/contracts";
import type { RunningService } from "@milepost/testkit/running-service";
import { startService } from "@milepost/testkit/running-service";
import { PROJECTOR_UNDER_CHAOS } from "../children/projector-main.ts";
import type { Host } from "../hosts/host.ts";
import { openServicesHost } from "../hosts/services-host.ts";
import type { ServicesHost } from "../hosts/services-host.ts";
import { planOf, runPlan } from "../load/plan.ts";
import { postPlan } from "../load/post-events.ts";
import { isAlive } from "../processes.ts";
import type { Dice } from "../random.ts";
import { seededDice, seedOf } from "../random.ts";
import { feed, lostEvents } from "./feed.ts";
import type { Feeder } from "./feed.ts";
import { inTheEnd } from "./kill-chain.ts";
import type { Found, Suite, Tools } from "./suite.ts";
import { watchVersions } from "./watch-versions.ts";
import { OutOfTime } from "../out-of-time.ts";

/** Where a projector stalls: its rows, its commit, or what it derived come when others have long gone on. */
const STALLS = [
  "projector:inserting",
  "projector:inserted",
  "projector:committing",
  "derive:deriving",
  "derive:derived",
] as const;
const LATEST_OCCURRENCE = 2;
const ASKED_EVERY_MS = 200;
const STALLS_WITHIN_MS = 40_000;
const MAX_ATTEMPTS = 5;
const OVERTAKEN_WITHIN_MS = 120_000;
/** A little more than the time after which a projector is taken for dead. */
const STALLED_AT_LEAST_MS = 4_500;
const AWAKE_MS = 2_000;

/**
 * Two projectors, and a third one that joins, stalls at a step until the others have taken over and gone on, wakes, and
 * then leaves or is killed: tables equal the model's, and no version ever goes back.
 */
export const zombies: Suite = {
  name: "zombies",
  needsStack: true,
  run: async (seed, { stack, say }) => {
    const host = await openServicesHost(await stack(), { name: `zombies-${seed}` });
    const others: RunningService[] = [];
    try {
      return await stallAll({ host, seed, say, others });
    } finally {
      await Promise.all(others.filter(isAlive).map((one) => (one.signal("SIGCONT"), one.stop())));
      await host.close();
    }
  },
};

interface Zombies extends Pick<Tools, "say"> {
  readonly host: ServicesHost;
  readonly seed: number;
  /** Processes that are started besides the host's; ended by the caller. */
  readonly others: RunningService[];
}

async function stallAll({ host, seed, say, others }: Zombies): Promise<Found> {
  const dice = seededDice(seed);
  const runs = STALLS.map((step, index) => `z${index}-${step.replace(":", "-")}`);
  await host.start();
  await postPlan(() => host.eventsUrl, planOf(runs.map((run) => runPlan(run))));
  others.push(await startService("projector", host.env));
  const versions = watchVersions(host.ask);
  const feeders: Feeder[] = [];
  for (const [index, step] of STALLS.entries()) {
    const run = runs[index] as string;
    const feeder = feed(host, { name: run, dice: seededDice(seedOf(seed, run)) });
    feeders.push(feeder);
    const stallAt = `${step}:${1 + dice.roll(LATEST_OCCURRENCE)}`;
    const stalledMs = await stallOne({ host, stallAt, others, dice });
    feeder.end();
    say(`zombies seed ${seed}: stalled ${stalledMs} ms at ${stallAt}`);
  }
  const accepted = await Promise.all(feeders.map((feeder) => feeder.stop()));
  const lost = await lostEvents(host.log, accepted.flat());
  const difference = lost ?? (await inTheEnd(host)) ?? (await versions.stop());
  return { difference, struck: Object.fromEntries(STALLS.map((step) => [step, 1])) };
}

interface Stall extends Pick<Zombies, "host" | "others"> {
  readonly stallAt: string;
  readonly dice: Dice;
}

/** Starts projectors until one stalls: which partitions one is given is Kafka's choice, and some are quiet. */
async function startStalling({ host, stallAt, others }: Stall): Promise<RunningService> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const env = { ...host.env, CHAOS_STALL_AT: stallAt };
    const stalling = await startService("projector", env, PROJECTOR_UNDER_CHAOS);
    others.push(stalling);
    if (await until(() => isStopped(stalling), STALLS_WITHIN_MS)) return stalling;
    stalling.signal("SIGKILL");
    await stalling.exited;
  }
  throw new OutOfTime(`nothing stalled at ${stallAt}`);
}

/** Resolves with how long the projector stood still, once it is gone. */
async function stallOne(stall: Stall): Promise<number> {
  const { host, stallAt, dice } = stall;
  const stalling = await startStalling(stall);
  const stalledAt = performance.now();
  const before = await progress(host);
  const isDeriving = stallAt.startsWith("derive:");
  await delay(STALLED_AT_LEAST_MS);
  const overtaken = async (): Promise<boolean> => {
    const now = await progress(host);
    return isDeriving ? now.derived > before.derived : now.committed > before.committed;
  };
  if (!(await until(overtaken, OVERTAKEN_WITHIN_MS))) {
    throw new OutOfTime(`nobody went on while one stalled at ${stallAt}`);
  }
  const stalledMs = Math.round(performance.now() - stalledAt);
  stalling.signal("SIGCONT");
  await delay(AWAKE_MS);
  if (dice.chance(0.5)) stalling.signal("SIGKILL");
  else stalling.signal("SIGTERM");
  await stalling.exited;
  return stalledMs;
}

async function isStopped({ process }: RunningService): Promise<boolean> {
  const stat = await readFile(`/proc/${process.pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
}

/** How far the group and what is derived are, as sums of offsets. */
async function progress(host: Host): Promise<{ readonly committed: number; readonly derived: number }> {
  const committed = await host.log.committed(PROJECTOR_GROUP, TOPICS);
  const [row] = await host.ask("SELECT max(version) AS version FROM goal_progress");
  const sum = Object.values(committed).reduce((total, offset) => total + offset, 0);
  return { committed: sum, derived: Number(row?.["version"] ?? 0) };
}

/** False: it was not so within this time. */
async function until(isTrue: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) return false;
    await delay(ASKED_EVERY_MS);
  }
  return true;
}
