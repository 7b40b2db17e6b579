import { createReadStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { verifyBackup } from "@milepost/backup/verify-backup";
import { CANARY_SOURCE, TOPICS } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { settledDifference } from "../deployment.ts";
import { openEmbeddedHost } from "../hosts/embedded-host.ts";
import type { Host } from "../hosts/host.ts";
import { openServicesHost } from "../hosts/services-host.ts";
import type { LoggedEvent } from "../model/logged.ts";
import { planOf, runPlan } from "../load/plan.ts";
import { postPlan } from "../load/post-events.ts";
import { OutOfTime } from "../out-of-time.ts";
import { seededDice, seedOf, shuffled } from "../random.ts";
import type { Dice } from "../random.ts";
import { rebuildDifference } from "./acts.ts";
import { untilLogIsTaking } from "./backup-act.ts";
import { feed, loadWithRows, lostEvents } from "./feed.ts";
import type { Feeder } from "./feed.ts";
import { RESTORE_STEPS } from "./kill-table.ts";
import { backupsOf, milepost, milepostUntil } from "./milepost-command.ts";
import type { Suite, Tools } from "./suite.ts";

const RUN = "kept";
const EVENTS = 300;
const BATCHES_AFTER = 3;
const LATEST_OCCURRENCE = 2;
const SETTLES_WITHIN_MS = 120_000;
const DIES_WITHIN_MS = 180_000;
const ASKED_EVERY_MS = 200;

type Step = (typeof RESTORE_STEPS)[number];
/** From these on the backup is whole in the log, whoever dies. */
const IS_WHOLE: ReadonlySet<Step> = new Set(["copied", "activated"]);

interface RestoreSuite {
  readonly name: string;
  readonly needsStack: boolean;
  readonly open: (name: string, tools: Tools) => Promise<Host>;
}

/** Restores a backup of `npm start` into services, which are killed at every step of it. */
export const restoresIntoServices: Suite = restoreSuite({
  name: "kill-restore",
  needsStack: true,
  open: async (name, { stack }) => openServicesHost(await stack(), { name }),
});

/** The same into another `npm start`. */
export const restoresIntoEmbedded: Suite = restoreSuite({
  name: "kill-start-restore",
  needsStack: false,
  open: (name) => openEmbeddedHost(name),
});

function restoreSuite({ name, needsStack, open }: RestoreSuite): Suite {
  return {
    name,
    needsStack,
    strikes: { restore: RESTORE_STEPS.length },
    run: async (seed, tools) => {
      const from = await openEmbeddedHost(`${name}-from-${seed}`);
      let to: Host | undefined;
      try {
        const source = await backedUp(from, seededDice(seed));
        to = await open(`${name}-${seed}`, tools);
        source.at.eventsUrl = to.eventsUrl;
        const difference =
          (await killedRestores({ ...source, to, seed, say: tools.say })) ?? (await afterKills(source, to));
        const struck = Object.fromEntries(RESTORE_STEPS.map((step) => [`restore:${step}`, 1]));
        return { difference, struck };
      } finally {
        await to?.close();
        await from.close();
      }
    },
  };
}

/** A backup, and who posted what it holds. */
interface BackedUp {
  readonly file: string;
  readonly held: ByKey;
  readonly feeder: Feeder;
  /** Where the client posts. */
  readonly at: { eventsUrl: string };
}

/** Fills a deployment, has it write a backup, and ends it. */
async function backedUp(host: Host, dice: Dice): Promise<BackedUp> {
  const at = { eventsUrl: host.eventsUrl };
  await host.start();
  await postPlan(() => host.eventsUrl, planOf([runPlan(RUN, { rows: true })]));
  const feeder = feed(at, { name: RUN, dice, next: loadWithRows(RUN, dice) });
  while (feeder.count() < EVENTS) await delay(ASKED_EVERY_MS);
  await feeder.stop();
  const settled = await settledDifference(host, SETTLES_WITHIN_MS);
  if (settled !== undefined) throw new Error(`What is to be backed up is wrong already: ${settled}`);
  const file = join(backupsOf(host), "kept.tar");
  const { code, said } = await milepost(host, "backup", file);
  if (code !== 0) throw new Error(`No backup was written: ${said}`);
  return { file, held: await heldIn(file), feeder, at };
}

interface KilledRestores extends BackedUp {
  readonly to: Host;
  readonly seed: number;
  readonly say: Tools["say"];
}

/** Kills one process after the other that restores, each at its step; the log is as it was, or has the whole backup. */
async function killedRestores({ file, held, to, seed, say }: KilledRestores): Promise<string | undefined> {
  const dice = seededDice(seedOf(seed, "restores"));
  let isRestored = false;
  for (const step of shuffled(RESTORE_STEPS, seed)) {
    const began = performance.now();
    const occurrence = step === "copying" ? 1 + dice.roll(LATEST_OCCURRENCE) : 1;
    await restoreToDeath(to, `${step}:${occurrence}`, file);
    await to.start();
    isRestored ||= IS_WHOLE.has(step);
    await untilLogIsTaking(to, ({ failure }) => failure !== null && !IS_WHOLE.has(step));
    const problem = await heldProblem(to.log, isRestored ? held : new Map());
    if (problem !== undefined) return `killed at ${step}:${occurrence}: ${problem}`;
    say(`${to.name}: killed at ${step}:${occurrence} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }
  return undefined;
}

async function restoreToDeath(to: Host, at: string, file: string): Promise<void> {
  const [step = "", occurrence] = at.split(":");
  const victim = await to.startDying({ area: "generation", step, occurrence: Number(occurrence) });
  const died = victim.died.catch(() => undefined);
  const deadline = performance.now() + DIES_WITHIN_MS;
  while (victim.isAlive()) {
    if (performance.now() > deadline) throw new OutOfTime(`restore:${at} was never reached`);
    await milepostUntil(died, to, "restore", file, "--replace");
    await Promise.race([died, delay(ASKED_EVERY_MS)]);
  }
  await victim.died;
}

/** What is not as it must be once a restore came to its end. */
async function afterKills({ file, held, feeder }: BackedUp, to: Host): Promise<string | undefined> {
  const { code, said } = await milepost(to, "restore", file, "--replace");
  if (code !== 0) return `the backup cannot be restored after the kills: ${said}`;
  await untilLogIsTaking(to, () => false);
  return (
    (await heldProblem(to.log, held)) ??
    (await settledDifference(to, SETTLES_WITHIN_MS)) ??
    (await rebuildDifference(to)) ??
    (await lostEvents(to.log, await feeder.more(BATCHES_AFTER))) ??
    (await settledDifference(to, SETTLES_WITHIN_MS))
  );
}

/** Sources and ids in the order of their topic and key: what a restore keeps, wherever its records come to stand. */
type ByKey = ReadonlyMap<string, readonly string[]>;

async function heldIn(file: string): Promise<ByKey> {
  const held = new Map<string, string[]>();
  await verifyBackup(createReadStream(file), {
    onRecords: ({ topic }, records) => {
      for (const record of records) note(held, { topic, ...record });
    },
  });
  return held;
}

async function standingIn(log: EventLog): Promise<ByKey> {
  const standing = new Map<string, string[]>();
  const end = await log.end(TOPICS);
  for (const topic of TOPICS) {
    for (let partition = 0; partition < log.partitions[topic]; partition += 1) {
      const to = end[`${topic}/${partition}`] ?? 0;
      for await (const records of log.read({ topic, partition, from: 0, to })) {
        for (const record of records) note(standing, record);
      }
    }
  }
  return standing;
}

interface Kept {
  readonly topic: string;
  readonly key: string;
  readonly text: string;
}

/** The canary of each deployment goes on by itself. */
function note(into: Map<string, string[]>, { topic, key, text }: Kept): void {
  const { source, id } = JSON.parse(text) as LoggedEvent;
  if (source === CANARY_SOURCE) return;
  const at = `${topic} ${key}`;
  into.set(at, [...(into.get(at) ?? []), `${source} ${id}`]);
}

/** What a log has not, or has otherwise; where nothing was restored it has nothing. Predict goes on after what was restored. */
async function heldProblem(log: EventLog, held: ByKey): Promise<string | undefined> {
  const standing = await standingIn(log);
  if (held.size === 0 && standing.size > 0) return `the log has ${[...standing.keys()].join(", ")} already`;
  for (const [at, wanted] of held) {
    const found = standing.get(at) ?? [];
    const differing = wanted.findIndex((one, index) => found[index] !== one);
    if (differing >= 0) return `${at}: ${found[differing] ?? "nothing"} instead of ${wanted[differing]}`;
  }
  return undefined;
}
