import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openTestKafka } from "@milepost/testkit/test-kafka";
import { testServer } from "@milepost/testkit/test-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventsIn, fill, openPlace, postThroughout, rowsOf, tablesOf } from "./backup.fixture.ts";
import type { Place } from "./backup.fixture.ts";

const hasKafka = (await testServer("kafka")) !== undefined;
const EVENTS = 2_000;
/** Many starts, one after the other. */
const LONG_MS = 400_000;
const AFTER = { timeout: 60_000, interval: 250 };

let place: Place;
beforeEach(() => {
  place = openPlace();
});
afterEach(() => place.close());

describe("milepost backup and restore", () => {
  it("a backup that is written while events arrive holds everything below its position, and nothing else", async () => {
    const one = await place.start("one");
    await fill(one.url, EVENTS);
    const client = postThroughout(one.url, EVENTS);
    await expect.poll(() => client.accepted(), AFTER).toBeGreaterThan(20);
    const [before, saved] = [
      client.accepted(),
      await place.milepost(one.url, "--json", "backup", "kept.tar"),
    ];
    expect([saved.code, saved.err]).toEqual([0, ""]);
    const posted = EVENTS + (await client.stop());
    await expect.poll(() => eventsIn(one), AFTER).toEqual({ events: posted, rows: posted });
    const { position } = JSON.parse(saved.out) as { position: Readonly<Record<string, number>> };
    const held = Object.entries(position).filter(([key]) => key.startsWith("observations/"));
    const isHeld = held.map(([key, end]) => `(log_partition = ${key.split("/")[1]} AND log_offset < ${end})`);
    // Which reading is the current one depends on what came later.
    const all = "SELECT * EXCEPT is_current FROM observations_history";
    const order = "ORDER BY log_partition, log_offset";
    const expected = await rowsOf(one, `${all} WHERE ${isHeld.join(" OR ")} ${order}`);
    expect(expected.length).toBeGreaterThanOrEqual(EVENTS + before);
    expect(expected.length).toBeLessThan(posted);
    await one.stop();

    const two = await place.start("two");
    expect(await place.milepost(two.url, "restore", "kept.tar")).toMatchObject({ code: 0 });
    const many = expected.length;
    await expect.poll(() => eventsIn(two), AFTER).toEqual({ events: many, rows: many });
    expect(await rowsOf(two, `${all} ${order}`)).toEqual(expected);
  });

  it("moves a deployment into another folder: checked, refused where there are records, and every table as it was", async () => {
    const one = await place.start("one");
    await fill(one.url, EVENTS);
    await expect.poll(() => eventsIn(one), AFTER).toEqual({ events: EVENTS, rows: EVENTS });
    const saved = await place.milepost(one.url, "backup", "kept.tar");
    expect([saved.code, saved.err]).toEqual([0, ""]);
    expect(saved.out).toMatch(/kept.tar: 2,0\d\d records of .*generation 1 of deployment/);
    expect(await place.milepost(one.url, "backup", "kept.tar")).toMatchObject({ code: 2 });
    const nowhere = "http://127.0.0.1:1";
    expect(await place.milepost(nowhere, "backup", "--verify", "kept.tar")).toMatchObject({ code: 0 });
    expect(place.partials()).toEqual([]);
    const refused = await place.milepost(one.url, "restore", "kept.tar");
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("--replace")]);
    const before = await tablesOf(one);
    await one.stop();

    const two = await place.start("two");
    const restored = await place.milepost(two.url, "restore", "kept.tar");
    expect([restored.code, restored.out]).toEqual([0, expect.stringContaining("generation 2")]);
    await expect.poll(() => eventsIn(two), AFTER).toEqual({ events: EVENTS, rows: EVENTS });
    await expect.poll(() => tablesOf(two).catch(() => ({})), AFTER).toEqual(before);
    const log = await place.milepost(two.url, "--json", "log");
    const standing = { live: { generation: 2 }, next: null, kept: [{ generation: 1 }] };
    expect(JSON.parse(log.out)).toMatchObject(standing);
    const doctor = await place.milepost(two.url, "doctor");
    expect(doctor.out).toMatch(/ok +log: generation 2 is live; generation 1 is kept until/);
    expect(await place.milepost(two.url, "log", "remove", "1")).toMatchObject({ code: 0 });
  });

  it.skipIf(!hasKafka)("moves the embedded default onto Kafka, every table as it was", async () => {
    const one = await place.start("one");
    await fill(one.url, EVENTS);
    await expect.poll(() => eventsIn(one), AFTER).toEqual({ events: EVENTS, rows: EVENTS });
    expect(await place.milepost(one.url, "backup", "kept.tar")).toMatchObject({ code: 0 });
    const before = await tablesOf(one);
    await one.stop();
    const kafka = await openTestKafka();
    const env = { KAFKA_BROKERS: kafka.brokers.join(), MILEPOST_TOPIC_PREFIX: kafka.prefix };
    const two = await place.start("two", env);
    expect(await place.milepost(two.url, "restore", "kept.tar")).toMatchObject({ code: 0 });
    await expect.poll(() => tablesOf(two).catch(() => ({})), AFTER).toEqual(before);
    await two.stop();
    await kafka.close();
  });

  it("a damaged file is found wanting: its member is named, with the checksum that it has and the one that it should have", async () => {
    const one = await place.start("one");
    await fill(one.url, EVENTS);
    await place.milepost(one.url, "backup", "kept.tar");
    const bytes = readFileSync(join(place.path, "kept.tar"));
    const member = bytes.indexOf("log/observations/");
    bytes.fill(0x20, member + 700, member + 704);
    writeFileSync(join(place.path, "damaged.tar"), bytes);
    for (const args of [
      ["backup", "--verify"],
      ["restore", "--replace"],
    ]) {
      const ended = await place.milepost(one.url, ...args, "damaged.tar");
      expect([ended.code, ended.err]).toEqual([
        3,
        expect.stringMatching(
          /damaged.tar cannot be used: .*log\/observations\/\d\/000000.ndjson.gz is damaged: its SHA-256 is [0-9a-f]{64} .*the manifest says [0-9a-f]{64}/,
        ),
      ]);
    }
    expect(await place.milepost(one.url, "restore", "none.tar")).toMatchObject({ code: 2 });
    const log = await place.milepost(one.url, "--json", "log");
    expect(JSON.parse(log.out)).toMatchObject({ live: { generation: 1 }, next: null, kept: [] });
  });

  it(
    "a process that is killed at any step of a backup leaves no file that looks like one, and the next one writes it",
    async () => {
      for (const step of ["begun:1", "member:1", "records:1", "manifest:1"]) {
        const one = await place.start("one", { MILEPOST_TEST_KILL_AT: `backup:${step}` });
        await fill(one.url, EVENTS);
        const ended = await place.milepost(one.url, "backup", "kept.tar");
        await one.exited;
        expect([step, ended.code, one.process.signalCode]).toEqual([step, 1, "SIGKILL"]);
        expect([place.archives(), place.partials()]).toEqual([[], []]);
      }
      const again = await place.start("one");
      expect(await place.milepost(again.url, "backup", "kept.tar")).toMatchObject({ code: 0 });
      expect(await place.milepost(again.url, "backup", "--verify", "kept.tar")).toMatchObject({ code: 0 });
    },
    LONG_MS,
  );

  it("the command itself, killed while it receives, leaves nothing under the name that it was to have", async () => {
    const one = await place.start("one");
    for (let round = 0; round < 5; round += 1) await fill(one.url, EVENTS, round * EVENTS);
    const child = place.spawnCli(one.url, ["backup", "kept.tar"]);
    while (place.partials().length === 0) await delay(1);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("exit", resolve));
    expect(place.archives()).toEqual([]);
    for (const partial of place.partials())
      expect((await place.milepost(one.url, "backup", "--verify", partial)).code).not.toBe(0);
    expect(await place.milepost(one.url, "backup", "kept.tar")).toMatchObject({ code: 0 });
  });
});
