import type { Position } from "@milepost/contracts";
import { silentLogger } from "@milepost/runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLedger } from "./ledger.ts";
import { watchInputs } from "./watch-inputs.ts";
import type { WatchOptions } from "./watch-inputs.ts";

/** As long as two looks at the clock are apart. */
const LOOK_MS = 15_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Rounds that end when the test says so, of a deployment in which nothing but time goes by. */
function watched(): {
  readonly rounds: PromiseWithResolvers<Position>[];
  readonly settled: () => number;
  readonly set: (to: {
    readonly period?: string;
    readonly due?: boolean;
    readonly overtaken?: number;
  }) => void;
  readonly look: () => Promise<void>;
  readonly close: () => Promise<void>;
} {
  const rounds: PromiseWithResolvers<Position>[] = [];
  let period = "2026-09";
  let due = false;
  let overtaken = 0;
  let settled = 0;
  const options: WatchOptions = {
    log: { consume: () => ({ waitFor: async () => undefined, close: async () => undefined }) },
    logger: silentLogger(),
    deployment: {
      ledger: createLedger(),
      planNow: () => {
        throw new Error("no record arrives");
      },
    },
    covered: {},
    seen: period,
    periods: () => period,
    overtaken: () => overtaken,
    reassess: () => {
      const round = Promise.withResolvers<Position>();
      rounds.push(round);
      return round.promise;
    },
    isStepDue: () => due,
    settle: async () => {
      settled += 1;
    },
  };
  const watching = watchInputs(options);
  return {
    rounds,
    settled: () => settled,
    set: (to) => ({ period = period, due = due, overtaken = overtaken } = to),
    look: async () => {
      await vi.advanceTimersByTimeAsync(LOOK_MS);
    },
    close: () => watching.close(),
  };
}

test("a period whose round failed is assessed at the next look at the clock, one round at a time, and then no more", async () => {
  const { rounds, set, look, close } = watched();
  await look();
  expect(rounds).toHaveLength(0);
  set({ period: "2026-10" });
  await look();
  await look();
  expect(rounds).toHaveLength(1);
  rounds[0]?.reject(new Error("the database is away"));
  await look();
  await look();
  expect(rounds).toHaveLength(2);
  rounds[1]?.resolve({});
  await look();
  await look();
  expect(rounds).toHaveLength(2);
  await close();
});

test("a period that completes while a round is under way gets a round of its own after it", async () => {
  const { rounds, set, look, close } = watched();
  set({ period: "2026-10" });
  await look();
  set({ period: "2026-11" });
  await look();
  expect(rounds).toHaveLength(1);
  rounds[0]?.resolve({});
  await look();
  expect(rounds).toHaveLength(2);
  rounds[1]?.resolve({});
  await look();
  expect(rounds).toHaveLength(2);
  await close();
});

test("steps that are due do not wait for the round of a new period", async () => {
  const { rounds, settled, set, look, close } = watched();
  set({ period: "2026-10" });
  await look();
  set({ due: true });
  await look();
  expect([rounds.length, settled()]).toEqual([1, 1]);
  rounds[0]?.resolve({});
  await close();
});

test("where an older process took the last word, a round takes it back, and then no more", async () => {
  const { rounds, set, look, close } = watched();
  set({ overtaken: 3 });
  await look();
  await look();
  expect(rounds).toHaveLength(1);
  set({ overtaken: 4 });
  rounds[0]?.resolve({});
  await look();
  expect(rounds).toHaveLength(2);
  rounds[1]?.resolve({});
  await look();
  await look();
  expect(rounds).toHaveLength(2);
  await close();
});
