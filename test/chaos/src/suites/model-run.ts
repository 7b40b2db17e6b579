import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { settledDifference } from "../deployment.ts";
import type { Host } from "../hosts/host.ts";
import type { PostedEvent } from "../load/observations.ts";
import { planOf, PLANNED_SOURCE, runKpis, runPlan } from "../load/plan.ts";
import type { RunPlan } from "../load/plan.ts";
import { postEvents, postPlan } from "../load/post-events.ts";
import { seededDice } from "../random.ts";
import { actOf, rebuildDifference } from "./acts.ts";
import { lostEvents } from "./feed.ts";
import { stepsOf } from "./kill-table.ts";
import type { StepOfArea } from "./kill-table.ts";

const SETTLES_WITHIN_MS = 90_000;
const MAX_COMMANDS = 14;
const REVIVED_EVERY_MS = 200;
const KILLED_AREAS = ["projector", "derive"] as const;

/** What the model's world may go through. */
type Command =
  | { readonly do: "post"; readonly events: readonly Draft[] }
  | { readonly do: "define"; readonly targets: number }
  | { readonly do: "pull"; readonly seed: number }
  | { readonly do: "rebuild" }
  | { readonly do: "kill"; readonly at: StepOfArea; readonly occurrence: number };

/** An observation in few words, so that a shrunk case can be read. */
interface Draft {
  readonly kpi: "orders" | "visits" | "repairs";
  readonly id: number;
  readonly fromB: boolean;
  readonly month: number;
  readonly kind: "actual" | "planned";
  /** Null: a retraction. */
  readonly value: number | null;
  readonly minute: number;
  readonly knownAt: number | null;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  kpi: fc.constantFrom("orders", "visits", "repairs"),
  id: fc.integer({ min: 1, max: 8 }),
  fromB: fc.boolean(),
  month: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom("actual", "actual", "planned"),
  value: fc.option(fc.integer({ min: 1, max: 90 })),
  minute: fc.integer({ min: 10, max: 15 }),
  knownAt: fc.option(fc.integer({ min: 10, max: 15 })),
});

const steps = stepsOf(KILLED_AREAS);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("post"),
      events: fc.array(draft, { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("define"), targets: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("pull"), seed: fc.nat(1_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rebuild") }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("kill"),
      at: fc.constantFrom(...steps),
      occurrence: fc.integer({ min: 1, max: 2 }),
    }),
  },
) as fc.Arbitrary<Command>;

export interface ModelRun {
  readonly host: Host;
  readonly seed: number;
  readonly numRuns: number;
  readonly say: (line: string) => void;
}

/** Lets fast-check look for commands after which the tables are not what the model says; resolves with the smallest ones it found, in words. */
export async function runModel({ host, seed, numRuns, say }: ModelRun): Promise<string | undefined> {
  const plans = new Map<string, RunPlan>();
  await host.start();
  const property = fc.asyncProperty(
    fc.array(command, { minLength: 2, maxLength: MAX_COMMANDS }),
    async (commands) => {
      const run = `m${plans.size}`;
      const world = { host, run, plans };
      const posted: PostedEvent[] = [];
      await reviving(host, define(world, 0));
      for (const one of commands) {
        const obeying = obey(one, world);
        // A kill starts a process itself: nobody else may start it, too.
        posted.push(...(await (one.do === "kill" ? obeying : reviving(host, obeying))));
      }
      await host.start();
      const found =
        (await lostEvents(host.log, posted)) ??
        (await settledDifference(host, SETTLES_WITHIN_MS)) ??
        undefined;
      say(
        `${host.name} seed ${seed}: ${plans.size} of ${numRuns}, ${commands.map((one) => one.do).join(" ")}`,
      );
      if (found !== undefined) throw new Error(found);
    },
  );
  const details = await fc.check(property, { seed, numRuns });
  if (details.failed) return fc.defaultReportMessage(details);
  return rebuildDifference(host);
}

interface World {
  readonly host: Host;
  readonly run: string;
  /** Every plan that was applied, by its run: what is missing in a plan file is archived. */
  readonly plans: Map<string, RunPlan>;
}

async function define({ host, run, plans }: World, targets: number): Promise<void> {
  plans.set(run, runPlan(run, { targets }));
  await postPlan(() => host.eventsUrl, planOf([...plans.values()]));
}

/** Starts again whatever dies while something is done. */
async function reviving<Result>(host: Host, doing: Promise<Result>): Promise<Result> {
  const done = doing.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([done, delay(REVIVED_EVERY_MS)]))) await host.revive();
  return doing;
}

/** Resolves with the events that were accepted. */
async function obey(command: Command, world: World): Promise<readonly PostedEvent[]> {
  const { host, run } = world;
  switch (command.do) {
    case "post": {
      const events = command.events.map((one) => eventOf(run, one));
      await postEvents(() => host.eventsUrl, events);
      return events;
    }
    case "define":
      await define(world, command.targets);
      return [];
    case "pull":
      await actOf("connector-run", host, { name: run, dice: seededDice(command.seed) })();
      return [];
    case "rebuild":
      await actOf("rebuild", host, { name: run, dice: seededDice(0) })();
      return [];
    case "kill":
      await host.startDying({ ...command.at, occurrence: command.occurrence });
      return [];
  }
}

function eventOf(run: string, { kpi, id, fromB, month, kind, value, minute, knownAt }: Draft): PostedEvent {
  const at = (minutes: number): string => `2026-01-10T06:${minutes}:00.000Z`;
  return {
    specversion: "1.0",
    id: `${run}-e${id}`,
    source: fromB ? PLANNED_SOURCE : "//chaos/a",
    type: value === null ? "milepost.observation.retracted.v1" : "milepost.observation.recorded.v1",
    time: at(minute),
    data: {
      kpi: runKpis(run)[kpi],
      period: `2025-0${month}`,
      kind,
      ...(value === null ? {} : { value: String(value), completeness: "complete" }),
      ...(knownAt === null ? {} : { knownAt: at(knownAt) }),
    },
  };
}
