import { difference } from "../compare.ts";
import { settledDifference } from "../deployment.ts";
import type { Model } from "../deployment.ts";
import type { Host } from "../hosts/host.ts";
import { planOf } from "../load/plan.ts";
import { postPlan } from "../load/post-events.ts";
import type { Posted } from "../load/post-events.ts";
import type { Kill } from "../processes.ts";
import { shuffled } from "../random.ts";
import { actOf, appendPoison, finishRun, rebuildDifference } from "./acts.ts";
import { untilLogIsTaking } from "./backup-act.ts";
import type { Desk } from "./desk.ts";
import { feed, lostEvents } from "./feed.ts";
import type { Feeder, Run } from "./feed.ts";
import { isOfPredict } from "./kill-table.ts";
import type { KillArea, StepOfArea } from "./kill-table.ts";
import { runOfKill } from "./run-of-kill.ts";
import { untilDead } from "./until-dead.ts";
import type { RunOfKill } from "./run-of-kill.ts";

const LATEST_OCCURRENCE = 3;
const SETTLES_WITHIN_MS = 120_000;
const POISON_CHANCE = 0.3;
const BATCHES_AFTER_REBUILD = 2;

export interface KillChain {
  readonly host: Host;
  readonly seed: number;
  /** Where processes are killed, one after the other. */
  readonly steps: readonly StepOfArea[];
  readonly say: (line: string) => void;
  /** Done before anything is posted, once everything runs. */
  readonly plant?: () => Promise<void>;
  /** How long the tables have to become what the model says. */
  readonly settlesWithinMs?: number;
  /** What the tables must say; default: all but assessments and alerts. */
  readonly model?: Model;
  /** Where people are told; absent: they are not. */
  readonly desk?: Desk | undefined;
}

/** What became of a chain. */
export interface ChainOutcome {
  readonly kills: number;
  /** What differs from the model, in words; undefined: nothing. */
  readonly difference: string | undefined;
}

/**
 * Kills one process after the other under load, each at its step, and starts it again to be killed at the next one; every
 * kill is a run with KPIs, goals and a scorecard of its own. In the end all tables must equal the model's, and the rebuilt ones.
 */
export async function killChain(chain: KillChain): Promise<ChainOutcome> {
  const {
    host: opened,
    seed,
    steps,
    say,
    plant,
    settlesWithinMs = SETTLES_WITHIN_MS,
    model = difference,
  } = chain;
  const host = chain.desk === undefined ? opened : notingEnds(opened, chain.desk);
  const order = orderOf(steps, seed).map((at, index) => ({ ...at, ...runOfKill(at, index, seed) }));
  await host.start();
  await plant?.();
  const plans = order.map(({ plan }) => plan);
  await postPlan(() => host.eventsUrl, planOf(plans, chain.desk?.plan));
  const feeders: Feeder[] = [];
  for (const [index, { area, step, run }] of order.entries()) {
    const kill = { area, step, occurrence: 1 + run.dice.roll(occurrencesOf({ area, step })) };
    const began = performance.now();
    feeders.push(await killOnce(host, kill, run));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(
      `${host.name} seed ${seed}: killed ${index + 1} of ${order.length} at ${area}:${step}:${kill.occurrence} (${seconds} s)`,
    );
  }
  await host.start();
  const checked = { ...chain, host, order, feeders, model, withinMs: settlesWithinMs };
  return { kills: order.length, difference: await afterKills(checked) };
}

interface Killed extends Pick<KillChain, "host" | "say" | "steps"> {
  readonly order: readonly (StepOfArea & Pick<RunOfKill, "run">)[];
  readonly feeders: readonly Feeder[];
  readonly model: Model;
  readonly withinMs: number;
}

/** Areas in which the next process ends by itself whatever was cut off. */
const LEAVES_NOTHING: ReadonlySet<KillArea> = new Set(["projector", "derive", "rebuild", "fold"]);

/** What is not as it must be once nothing is struck any more: nothing is lost, tables are right, rebuilt ones too, and take more. */
async function afterKills(killed: Killed): Promise<string | undefined> {
  const { host, say, steps, order, feeders, model, withinMs } = killed;
  const lost = async (posted: readonly Promise<readonly Posted[]>[]): Promise<string | undefined> => {
    const accepted = (await Promise.all(posted)).flat();
    if (steps.some(({ area }) => area === "generation")) await untilLogIsTaking(host);
    return lostEvents(host.log, accepted);
  };
  const settled = (): Promise<string | undefined> => settledDifference(host, withinMs, { model });
  const checks: Readonly<Record<string, () => Promise<string | undefined>>> = {
    "everything is in the log": () => lost(feeders.map((feeder) => feeder.stop())),
    "and in the tables": settled,
    ...(order.every(({ area }) => LEAVES_NOTHING.has(area))
      ? {}
      : { "what was cut off is finished": () => finishRuns(host, order), "and in the tables, too": settled }),
    "the rebuilt tables are the same": () => rebuildDifference(host),
    "they take what comes next": () => lost(feeders.map((feeder) => feeder.more(BATCHES_AFTER_REBUILD))),
    "and equal the model": settled,
  };
  for (const [what, check] of Object.entries(checks)) {
    const began = performance.now();
    const found = await check();
    if (found !== undefined) return found;
    say(`${host.name}: ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }
  return undefined;
}

async function finishRuns(host: Host, order: Killed["order"]): Promise<string | undefined> {
  for (const { area, run } of order) {
    const unfinished = await finishRun(host, run.name, area);
    if (unfinished !== undefined) return unfinished;
  }
  return undefined;
}

/** What differs once everything is in the tables, and again once they are rebuilt. */
export async function inTheEnd(
  host: Host,
  withinMs: number = SETTLES_WITHIN_MS,
): Promise<string | undefined> {
  const live = await settledDifference(host, withinMs);
  if (live !== undefined) return live;
  return (await rebuildDifference(host)) ?? (await settledDifference(host, withinMs));
}

/** Resolves once the process is dead, with what posted meanwhile: its last batch may wait for the next process. */
async function killOnce(host: Host, kill: Kill & { readonly area: KillArea }, run: Run): Promise<Feeder> {
  const feeder = feed(host, run);
  // Assessed runs have no such KPI, and while generations change a log of one's own may be the one before.
  const isPoisoned = !isOfPredict(kill.area) && kill.area !== "generation" && run.dice.chance(POISON_CHANCE);
  if (isPoisoned) await appendPoison(host, run.name);
  const victim = await host.startDying(kill);
  const act = actOf(kill.area, host, { ...run, died: victim.died.catch(() => undefined) });
  await untilDead(victim, act, `${kill.area}:${kill.step}`);
  feeder.end();
  return feeder;
}

const ONCE: ReadonlySet<KillArea> = new Set(["rebuild", "connector-run", "generation", "lesson", "delivery"]);

/** A rebuild passes each of its steps once, and so do a small pull, a next generation and a lesson; an owner is told once. */
function occurrencesOf({ area, step }: StepOfArea): number {
  const isOnce = ONCE.has(area);
  return isOnce || step.startsWith("deliver") ? 1 : LATEST_OCCURRENCE;
}

/** A period teaches once, so that comes first: nothing is learned of it before. */
function orderOf(steps: readonly StepOfArea[], seed: number): readonly StepOfArea[] {
  const lessons = steps.filter(({ area }) => area === "lesson");
  return [...lessons, ...shuffled(steps, seed).filter(({ area }) => area !== "lesson")];
}

/** A host that tells whenever one of its processes may have ended. */
function notingEnds(host: Host, desk: Desk): Host {
  const noted = async <Result>(begin: () => Promise<Result>): Promise<Result> => {
    desk.noteEnd();
    return begin();
  };
  return Object.defineProperties(Object.create(host) as Host, {
    startDying: { value: async (kill: Kill) => noted(() => host.startDying(kill)) },
    start: { value: async () => noted(() => host.start()) },
    revive: { value: async () => noted(() => host.revive()) },
  });
}
