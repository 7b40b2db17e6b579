import { expect, test, vi } from "vitest";
import type { OpenJobs } from "./jobs.suite.ts";

const EVERY_MS = 30;
const SECONDLY = "* * * * * *";
const PATIENCE = { timeout: 10_000 };

/** What every `Jobs` adapter guarantees of schedules. */
export function jobsSchedulesSuite(open: OpenJobs): void {
  test("a schedule runs again and again, the same id replaces it, and removing it ends it", async () => {
    const done: string[] = [];
    const queue = await open.queue(async ({ label }) => void done.push(label));
    const when = { everyMs: EVERY_MS };
    await queue.schedule({ id: "s", when, payload: { key: "a", label: "old" } });
    await vi.waitFor(() => expect(done.length).toBeGreaterThanOrEqual(2), PATIENCE);
    await queue.schedule({ id: "s", when, payload: { key: "a", label: "new" } });
    await vi.waitFor(
      () => expect(done.filter((label) => label === "new").length).toBeGreaterThanOrEqual(2),
      PATIENCE,
    );
    expect(done.slice(done.indexOf("new"))).not.toContain("old");
    expect(await queue.scheduled()).toEqual(["s"]);
    await queue.unschedule("s");
    expect(await queue.scheduled()).toEqual([]);
    await queue.idle();
    const after = done.length;
    let ticks = 0;
    const other = await open.queue(async () => void (ticks += 1));
    await other.schedule({ id: "t", when, payload: { key: "b", label: "" } });
    await vi.waitFor(() => expect(ticks).toBeGreaterThanOrEqual(3), PATIENCE);
    expect(done).toHaveLength(after);
  });

  test("a schedule's first job comes when its time has come, not at once", async () => {
    const done: string[] = [];
    const queue = await open.queue(async ({ label }) => void done.push(label));
    await queue.schedule({
      id: "far",
      when: { everyMs: 40 * 86_400_000 },
      payload: { key: "a", label: "far" },
    });
    await queue.schedule({ id: "near", when: { everyMs: EVERY_MS }, payload: { key: "b", label: "near" } });
    await vi.waitFor(() => expect(done.length).toBeGreaterThanOrEqual(3), PATIENCE);
    expect(done).not.toContain("far");
  });

  test("setting a schedule again and again does not put its time off", async () => {
    let runs = 0;
    const queue = await open.queue(async () => void (runs += 1));
    const schedule = { id: "s", when: { everyMs: 300 }, payload: { key: "a", label: "" } };
    await queue.schedule(schedule);
    const again = setInterval(() => void queue.schedule(schedule), 50);
    try {
      await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), PATIENCE);
    } finally {
      clearInterval(again);
    }
  });

  test("a cron schedule runs at the times that its pattern names", async () => {
    const at: number[] = [];
    const queue = await open.queue(async () => void at.push(Date.now()));
    const when = { cron: SECONDLY, timeZone: "Europe/Berlin" };
    await queue.schedule({ id: "s", when, payload: { key: "a", label: "" } });
    await vi.waitFor(() => expect(at.length).toBeGreaterThanOrEqual(2), PATIENCE);
    // A timer that fires a moment early would be a run in the second before.
    for (const time of at) expect(time % 1_000).toBeLessThan(900);
  });

  test("a pattern or a zone that does not exist is refused", async () => {
    const queue = await open.queue(async () => undefined);
    const payload = { key: "a", label: "" };
    const wrong = [
      { cron: "61 * * * *", timeZone: "UTC" },
      { cron: "0 6 * * *", timeZone: "Europe/Nowhere" },
    ];
    for (const when of wrong) {
      await expect(queue.schedule({ id: "s", when, payload })).rejects.toMatchObject({
        code: "invalid_input",
      });
    }
    expect(await queue.scheduled()).toEqual([]);
  });

  test("a schedule whose job waits already adds nothing", async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const done: string[] = [];
    const queue = await open.queue(async ({ label }) => {
      started.resolve();
      await gate.promise;
      done.push(label);
    });
    await queue.add({ key: "a", label: "runs" });
    await started.promise;
    await queue.add({ key: "a", label: "waits" });
    await queue.schedule({ id: "s", when: { everyMs: EVERY_MS }, payload: { key: "a", label: "scheduled" } });
    let ticks = 0;
    const other = await open.queue(async () => void (ticks += 1));
    await other.schedule({ id: "t", when: { everyMs: EVERY_MS }, payload: { key: "b", label: "" } });
    await vi.waitFor(() => expect(ticks).toBeGreaterThanOrEqual(4), PATIENCE);
    await queue.unschedule("s");
    gate.resolve();
    await queue.idle();
    expect(done).toEqual(["runs", "waits"]);
  });
}
