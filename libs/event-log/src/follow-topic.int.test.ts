import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MilepostEvent } from "@milepost/contracts";
import { silentLogger } from "@milepost/runtime";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openEmbeddedLog } from "./embedded-log.ts";
import { followTopic } from "./follow-topic.ts";
import type { FollowedEvent } from "./follow-topic.ts";
import type { EventLog, NewRecord } from "./index.ts";
import { sampleEvent, sampleRecord } from "./log-under-test.ts";

describe("following a topic", () => {
  let dir = "";
  let log: EventLog;
  let seen: string[] = [];
  const onEvents = (events: readonly FollowedEvent[]): void => {
    seen.push(...events.map(({ event }) => event.id));
  };
  beforeEach(async () => {
    seen = [];
    dir = await mkdtemp(join(tmpdir(), "milepost-log-"));
    log = await openEmbeddedLog({ dir, prefix: "milepost", logger: silentLogger() });
  });
  afterEach(async () => {
    await log.close();
    await rm(dir, { recursive: true, force: true });
  });
  const plan = (id: string): NewRecord => sampleRecord("kpi/revenue", id, "strategy");

  test("takes in what is there before it resolves, then what comes, each once and in order", async () => {
    const ids = Array.from({ length: 2_500 }, (_, index) => `${index}`);
    await log.append(ids.map(plan));
    const follower = await followTopic(log, { topics: ["strategy"], onEvents });
    expect(seen).toEqual(ids);
    await log.append([plan("live")]);
    await vi.waitFor(() => expect(seen.at(-1)).toBe("live"), { interval: 1, timeout: 120_000 });
    expect(seen).toHaveLength(2_501);
    await follower.close();
  });

  test("is caught up once everything that was there at the time of the call was taken in", async () => {
    const follower = await followTopic(log, { topics: ["strategy"], onEvents });
    for (let index = 0; index < 20; index += 1) {
      await log.append([plan(`${index}`)]);
      await follower.caughtUp();
      expect(seen).toHaveLength(index + 1);
    }
    await follower.close();
  });

  test("gives each event with its place, and leaves out what is no valid event", async () => {
    const unknown = { ...sampleEvent("strange"), type: "milepost.unheard-of.v9" } as unknown as MilepostEvent;
    await log.append([{ topic: "strategy", key: "k", event: unknown }, plan("known")]);
    const events: FollowedEvent[] = [];
    const follower = await followTopic(log, {
      topics: ["strategy"],
      onEvents: (batch) => void events.push(...batch),
    });
    expect(events).toHaveLength(1);
    expect(events[0]?.event.id).toBe("known");
    expect(events[0]?.record).toMatchObject({ topic: "strategy", partition: 0, offset: 1 });
    await follower.close();
  });

  test("events that could not be taken in are said, and offered again", async () => {
    let refuse = true;
    const follower = await followTopic(log, {
      topics: ["strategy"],
      onEvents: (events) => {
        if (refuse) throw new Error("refused");
        onEvents(events);
      },
    });
    await log.append([plan("1")]);
    await expect(follower.caughtUp()).rejects.toThrow("refused");
    refuse = false;
    await follower.caughtUp();
    expect(seen).toEqual(["1"]);
    await follower.close();
  });

  test("takes in nothing after it was closed", async () => {
    const follower = await followTopic(log, { topics: ["strategy"], onEvents });
    await follower.close();
    await log.append([plan("late")]);
    await expect(follower.caughtUp()).rejects.toMatchObject({ code: "log_closed" });
    expect(seen).toEqual([]);
  });
});
