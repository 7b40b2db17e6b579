import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyBackup } from "@milepost/backup/verify-backup";
import { CANARY_SOURCE } from "@milepost/contracts";
import type { EventLog, LogRecord } from "@milepost/event-log";
import { settledDifference } from "../deployment.ts";
import { openEmbeddedHost } from "../hosts/embedded-host.ts";
import type { Host } from "../hosts/host.ts";
import { openServicesHost } from "../hosts/services-host.ts";
import { recordsIn } from "../model/logged.ts";
import type { LoggedEvent } from "../model/logged.ts";
import { planOf, runPlan } from "../load/plan.ts";
import { postPlan } from "../load/post-events.ts";
import { seededDice, seedOf, shuffled } from "../random.ts";
import { rebuildDifference } from "./acts.ts";
import { untilLogIsTaking } from "./backup-act.ts";
import { feed, loadWithRows, lostEvents } from "./feed.ts";
import type { Feeder } from "./feed.ts";
import { RESTORE_STEPS } from "./kill-table.ts";
import { milepost, milepostUntil } from "./milepost-command.ts";
import type { Suite, Tools } from "./suite.ts";
import { untilDead } from "./until-dead.ts";

const RUN = "kept";
const OWN = "own";
const BATCHES = 40;
const BATCHES_AFTER = 3;
const LATEST_OCCURRENCE = 2;
const SETTLES_WITHIN_MS = 120_000;

type Step = (typeof RESTORE_STEPS)[number];
/** From these on the backup is whole in the log, whoever dies. */
const IS_WHOLE: ReadonlySet<Step> = new Set(["copied", "activating", "activated"]);

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
      const folder = mkdtempSync(join(tmpdir(), `milepost-chaos-${name}-`));
      try {
        const source = await backedUp(`${name}-from-${seed}`, join(folder, "kept.tar"), seed);
        const to = await open(`${name}-${seed}`, tools);
        try {
          source.at.eventsUrl = to.eventsUrl;
          const killed = await killedRestores({ ...source, to, seed, say: tools.say });
          const difference = killed ?? (await afterKills(source, to));
          return { difference, struck: STRUCK };
        } finally {
          await to.close();
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

const STRUCK = Object.fromEntries(RESTORE_STEPS.map((step) => [`restore:${step}`, 1]));

/** A backup, and who posted what it holds. */
interface BackedUp {
  readonly file: string;
  readonly held: Standing;
  readonly feeder: Feeder;
  /** Where the client posts. */
  readonly at: { eventsUrl: string };
}

/** Fills an `npm start`, has it write a backup, and ends it. */
async function backedUp(name: string, file: string, seed: number): Promise<BackedUp> {
  const host = await openEmbeddedHost(name);
  try {
    await host.start();
    await postPlan(() => host.eventsUrl, planOf([runPlan(RUN, { rows: true })]));
    const at = { eventsUrl: host.eventsUrl };
    const dice = seededDice(seed);
    const feeder = feed(at, { name: RUN, dice, next: loadWithRows(RUN, dice) });
    await feeder.stop();
    await feeder.more(BATCHES);
    const settled = await settledDifference(host, SETTLES_WITHIN_MS);
    if (settled !== undefined) throw new Error(`What is to be backed up is wrong already: ${settled}`);
    const { code, said } = await milepost(host, "backup", file);
    if (code !== 0) throw new Error(`No backup was written: ${said}`);
    return { file, held: await heldIn(file), feeder, at };
  } finally {
    await host.close();
  }
}

interface KilledRestores extends BackedUp {
  readonly to: Host;
  readonly seed: number;
  readonly say: Tools["say"];
}

/**
 * Kills one process after the other that restores, each at its step, in a log that has records of its own: it is as it
 * was before, or has the backup; of what clients post and what is folded from it nothing else.
 */
async function killedRestores({ file, held, to, seed, say }: KilledRestores): Promise<string | undefined> {
  const dice = seededDice(seedOf(seed, "restores"));
  const own = { name: OWN, dice: seededDice(seedOf(seed, OWN)) };
  const ownPlan = planOf([runPlan(OWN)]);
  await to.start();
  await postPlan(() => to.eventsUrl, ownPlan);
  const feeder = feed(to, own);
  await feeder.stop();
  for (const step of shuffled(RESTORE_STEPS, seed)) {
    const began = performance.now();
    await postPlan(() => to.eventsUrl, ownPlan);
    await feeder.more(1);
    const before = await standingIn(to.log);
    const occurrence = step === "copying" ? 1 + dice.roll(LATEST_OCCURRENCE) : 1;
    const victim = await to.startDying({ area: "generation", step, occurrence });
    const died = victim.died.catch(() => undefined);
    await untilDead(victim, () => milepostUntil(died, to, "restore", file, "--replace"), `restore:${step}`);
    await to.start();
    const isWhole = IS_WHOLE.has(step);
    await untilLogIsTaking(to, ({ failure }) => failure !== null && !isWhole);
    const problem = standingProblem(await standingIn(to.log), isWhole ? held : before);
    if (problem !== undefined) return `killed at ${step}:${occurrence}: ${problem}`;
    say(`${to.name}: killed at ${step}:${occurrence} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }
  return undefined;
}

/** What is not as it must be once a restore came to its end. */
async function afterKills({ file, held, feeder }: BackedUp, to: Host): Promise<string | undefined> {
  const { code, said } = await milepost(to, "restore", file, "--replace");
  if (code !== 0) return `the backup cannot be restored after the kills: ${said}`;
  await untilLogIsTaking(to, () => false);
  return (
    standingProblem(await standingIn(to.log), held) ??
    (await settledDifference(to, SETTLES_WITHIN_MS)) ??
    (await rebuildDifference(to)) ??
    (await lostEvents(to.log, await feeder.more(BATCHES_AFTER))) ??
    (await settledDifference(to, SETTLES_WITHIN_MS))
  );
}

/** Records in the order of their topic and key: what a restore keeps, wherever they come to stand. */
type Standing = ReadonlyMap<string, readonly string[]>;

/** Topics that say nothing but what clients post and what is folded from it; no event of these names a place in the log. */
const AS_THEY_WERE: ReadonlySet<string> = new Set(["observations", "records", "strategy", "people"]);

async function heldIn(file: string): Promise<Standing> {
  const held = new Map<string, string[]>();
  await verifyBackup(createReadStream(file), {
    onRecords: ({ topic }, records) => {
      for (const record of records) note(held, { topic, ...record });
    },
  });
  return held;
}

async function standingIn(log: EventLog): Promise<Standing> {
  const standing = new Map<string, string[]>();
  for await (const record of recordsIn(log)) note(standing, record);
  return standing;
}

/** Without the canary, which each deployment goes on with by itself. */
function note(
  into: Map<string, string[]>,
  { topic, key, text }: Pick<LogRecord, "topic" | "key" | "text">,
): void {
  const { source, id } = JSON.parse(text) as LoggedEvent;
  if (source === CANARY_SOURCE) return;
  const at = `${topic} ${key}`;
  const line = AS_THEY_WERE.has(topic) ? text : `${source} ${id}`;
  const lines = into.get(at);
  if (lines === undefined) into.set(at, [line]);
  else lines.push(line);
}

/** What is not in a log as it should be; of topics that services write by themselves, more may have followed. */
function standingProblem(found: Standing, wanted: Standing): string | undefined {
  for (const at of new Set([...wanted.keys(), ...found.keys()])) {
    const [is, should] = [found.get(at) ?? [], wanted.get(at) ?? []];
    const differing = should.findIndex((one, index) => is[index] !== one);
    if (differing >= 0) return `${at}: ${is[differing] ?? "nothing"} instead of ${should[differing]}`;
    const isMore = is.length > should.length && AS_THEY_WERE.has(at.split(" ")[0] ?? "");
    if (isMore) return `${at}: ${is[should.length]}, which is not to be there`;
  }
  return undefined;
}
