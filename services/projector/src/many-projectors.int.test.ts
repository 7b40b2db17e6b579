import { TOPICS } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import type { Store } from "@milepost/store";
import { readDerivedUpTo } from "@milepost/store/wait-derived";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reaches } from "./position.ts";
import { openDeployment, openReference } from "./processes.fixture.ts";
import type { Deployment, Reference, SteppedProcess } from "./processes.fixture.ts";
import { definition, observation, rebuildEnded, smallPlan } from "./projector-parts.fixture.ts";
import type { ProjectorStep } from "./steps.ts";
import { tableContent } from "./table-content.fixture.ts";

const RUNS = 5;
const PLACES = 3;

let engine: TestStore;
let reference: Reference;
beforeAll(async () => {
  engine = await openTestStore();
  reference = await openReference(engine);
});
afterAll(async () => {
  await reference.close();
  await engine.close();
});

const written = fc.record({
  kpi: fc.constantFrom("orders", "visits", "repairs"),
  id: fc.constantFrom("e1", "e2", "e3", "e4", "e5", "e6"),
  source: fc.constantFrom("//a", "//a", "//b"),
  period: fc.constantFrom("2026-01", "2026-02", "2026-03", "no period"),
  value: fc.constantFrom("1", "20", "35.5", null),
  time: fc.integer({ min: 10, max: 15 }).map((minutes) => `2026-10-01T06:${minutes}:00.000Z`),
});
const planned = fc
  .record({ goal: fc.constantFrom("orders", "visits"), to: fc.integer({ min: 100, max: 200 }) })
  .map(({ goal, to }) =>
    definition("goal", `${goal}-2026`, {
      kind: "annual_goal",
      owner: "ann",
      window: 2026,
      title: goal,
      measure: { kpi: goal, from: 0, to, trajectory: "linear" },
    }),
  );
const records: fc.Arbitrary<readonly NewRecord[]> = fc.oneof(
  { weight: 5, arbitrary: fc.array(written.map(observation), { minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: planned.map((one) => [one]) },
);
const place = fc.nat(PLACES - 1);
const step = fc.constantFrom<ProjectorStep>(
  "projector:decided",
  "projector:inserting",
  "projector:inserted",
  "derive:deriving",
  "derive:derived",
);
type Action =
  | { readonly do: "append"; readonly records: readonly NewRecord[] }
  | { readonly do: "start" | "close" | "kill" | "release" | "catch up" | "rebuild"; readonly place: number }
  | { readonly do: "hold"; readonly place: number; readonly step: ProjectorStep };
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: records.map((some): Action => ({ do: "append", records: some })) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom<"start" | "close" | "kill" | "release" | "catch up" | "rebuild">(
        ...(["start", "start", "close", "kill", "release", "catch up", "rebuild"] as const),
      ),
      place,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("hold" as const), place, step }) },
);

/** Places at which processes come and go on one log and one database. */
interface Places {
  act(action: Action): Promise<void>;
  /** Whoever was held or killed goes on, as stalled processes do that nobody expects any more; then all end. */
  wakeAllAndClose(): Promise<void>;
}

interface Running {
  readonly process: SteppedProcess;
  isHeld: boolean;
}

function placesOn(deployment: Deployment): Places {
  const { log } = deployment;
  const places: (Running | undefined)[] = [];
  let zombies: Running[] = [];
  const act = async (one: Action): Promise<void> => {
    if (one.do === "append") return void (await log.append(one.records));
    const running = places[one.place];
    if (one.do === "start") {
      places[one.place] ??= { process: await deployment.start(), isHeld: false };
      return;
    }
    if (running === undefined) return;
    const { steps, projector } = running.process;
    if (one.do === "hold") {
      running.isHeld = true;
      void steps.hold(one.step);
    } else if (one.do === "release") {
      running.isHeld = false;
      steps.release();
    } else if (one.do === "kill") {
      steps.stop();
      zombies.push(running);
      places[one.place] = undefined;
    } else if (one.do === "close") {
      steps.release();
      await running.process.close();
      places[one.place] = undefined;
    } else if (one.do === "rebuild") {
      // Refused while another one is open.
      await projector
        .rebuilds()
        .start()
        .catch(() => undefined);
    } else if (!running.isHeld) {
      await projector.waitVisible(await log.end(TOPICS));
    }
  };
  return {
    act,
    wakeAllAndClose: async () => {
      const all = [...zombies, ...places.splice(0)].filter((one) => one !== undefined);
      zombies = [];
      for (const { process } of all) process.steps.release();
      await Promise.all(all.map(({ process }) => process.close()));
    },
  };
}

/** What must never go back: how far derived rows are, and the version of each goal's rows. */
async function derivedSoFar(store: Store): Promise<{
  readonly position: Readonly<Record<string, number>>;
  readonly versions: ReadonlyMap<string, number>;
}> {
  const rows = await store.query<{ goal: string; version: number }>({
    name: "versions",
    sql: "SELECT goal, max(version) AS version FROM goal_progress GROUP BY goal",
    params: {},
  });
  const position = (await readDerivedUpTo(store)) ?? {};
  return { position, versions: new Map(rows.map(({ goal, version }) => [goal, version])) };
}

test("whatever projectors join, leave, stall, rebuild, are killed and wake too late: tables equal one projector's, and nothing derived goes back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 6, maxLength: 24 }), async (actions) => {
      const deployment = await openDeployment(engine);
      const places = placesOn(deployment);
      const { log, store } = deployment;
      try {
        await log.append(smallPlan());
        let before = await derivedSoFar(store);
        for (const one of actions) {
          await places.act(one);
          const after = await derivedSoFar(store);
          expect(reaches(after.position, before.position)).toBe(true);
          for (const [goal, version] of before.versions) {
            // A goal whose last value was withdrawn has no rows.
            expect(after.versions.get(goal) ?? version).toBeGreaterThanOrEqual(version);
          }
          before = after;
        }
        await places.wakeAllAndClose();
        const last = await deployment.start();
        const rebuilds = last.projector.rebuilds();
        const open = (await rebuilds.list()).find(({ state }) => state !== "done" && state !== "dropped");
        if (open !== undefined) {
          await rebuilds.resume(open.rebuild);
          await rebuildEnded(last.projector, open.rebuild);
        }
        await last.caughtUp();
        await last.close();
        expect(await tableContent(store)).toEqual(await reference.of(log));
      } finally {
        await places.wakeAllAndClose();
        await deployment.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});
