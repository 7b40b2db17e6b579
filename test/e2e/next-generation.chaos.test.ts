import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventsIn, fill, openPlace, postThroughout, tablesOf } from "./backup.fixture.ts";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";
import type { Place } from "./backup.fixture.ts";

const EVENTS = 2_000;
const MORE = ["log", "next-generation", "--partitions", "observations=8"] as const;
/** Many starts, one after the other. */
const LONG_MS = 400_000;
const AFTER = { timeout: 60_000, interval: 250 };
const killAt = (step: string): Readonly<Record<string, string>> => ({
  MILEPOST_TEST_KILL_AT: `generation:${step}:1`,
});

let place: Place;
beforeEach(() => {
  place = openPlace();
});
afterEach(() => place.close());

/** Runs a command until it kills the process that it asks; resolves with the signal that ended that one. */
async function askedToDeath(one: RunningMilepost, args: readonly string[]): Promise<string | null> {
  const command = place.spawnCli(one.url, args);
  await one.exited;
  // It waits for the process to come back.
  command.kill("SIGKILL");
  return one.process.signalCode;
}

describe("milepost log next-generation", () => {
  it("while a client posts throughout, nothing is lost or doubled, and everything is opened again at the same address", async () => {
    const one = await place.start("one");
    await fill(one.url, EVENTS);
    const client = postThroughout(one.url, EVENTS);
    const made = await place.milepost(one.url, ...MORE);
    expect([made.code, made.out]).toEqual([0, expect.stringContaining("Generation 2 is live: 8 partitions")]);
    await one.saying(/Everything is opened again: the log went on in generation 2/);
    const before = client.accepted();
    await expect.poll(() => client.accepted(), AFTER).toBeGreaterThan(before + 20);
    const posted = EVENTS + (await client.stop());
    await expect.poll(() => eventsIn(one), AFTER).toEqual({ events: posted, rows: posted });
  });

  it(
    "processes that are killed at each step, one after the other, lose and double nothing; whoever comes next completes it",
    async () => {
      for (const step of ["begun", "copying", "sealing"]) {
        const one = await place.start("one", killAt(step));
        await fill(one.url, EVENTS, step === "begun" ? 0 : EVENTS);
        expect([step, await askedToDeath(one, MORE)]).toEqual([step, "SIGKILL"]);
      }
      // From here on appends wait for it, and every process goes on with it by itself.
      for (const step of ["sealed", "copied", "activated"])
        expect([step, await place.startDying("one", `generation:${step}:1`)]).toEqual([step, "SIGKILL"]);
      const one = await place.start("one");
      await fill(one.url, EVENTS, 2 * EVENTS);
      await expect.poll(() => eventsIn(one), AFTER).toEqual({ events: 3 * EVENTS, rows: 3 * EVENTS });
      const { out } = await place.milepost(one.url, "log");
      expect(out).toMatch(/^Generation \d is live: 8 partitions of observations/);
    },
    LONG_MS,
  );

  it(
    "a process that is killed while it restores leaves the log as it was, until the backup is whole in the log",
    async () => {
      const one = await place.start("one");
      await fill(one.url, EVENTS);
      await expect.poll(() => eventsIn(one), AFTER).toEqual({ events: EVENTS, rows: EVENTS });
      expect(await place.milepost(one.url, "backup", "kept.tar")).toMatchObject({ code: 0 });
      const before = await tablesOf(one);
      await one.stop();
      for (const step of ["begun", "copying", "copied"]) {
        const two = await place.start("two", killAt(step));
        const { out } = await place.milepost(two.url, "log");
        expect(out).toMatch(
          step === "begun"
            ? /^Generation 1 is live: .*, 0 records\.\n$/
            : /^Generation 1 is live: .*, 0 records\.\n.*; The process that made it is gone; ask for it again\.\n/,
        );
        expect([step, await askedToDeath(two, ["restore", "kept.tar"])]).toEqual([step, "SIGKILL"]);
      }
      const two = await place.start("two");
      await expect.poll(() => tablesOf(two).catch(() => ({})), AFTER).toEqual(before);
      const { out } = await place.milepost(two.url, "log");
      expect(out).toMatch(/^Generation 4 is live: .*\n.*Generation 1 is kept until/);
    },
    LONG_MS,
  );
});
