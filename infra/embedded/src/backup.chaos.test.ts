import { temporaryFolder } from "@milepost/testkit";
import { openTestKafka } from "@milepost/testkit/test-kafka";
import { testServer } from "@milepost/testkit/test-server";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  backupOf,
  fill,
  fillLog,
  observation,
  positionOf,
  post,
  postThroughout,
  recordedLog,
  recordsBelow,
  sendBackup,
  untilNextIsLive,
  whatIsShown,
  whatStands,
} from "./backup.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { startDeployment } from "./deployment-under-test.fixture.ts";

const hasKafka = (await testServer("kafka")) !== undefined;
const NOW = "2026-10-02T06:00:00.000Z";
const cleanup: (() => void | Promise<void>)[] = [];
/** One engine for all deployments, each with a database of its own. */
let engine: TestStore;
let databases = 0;
beforeAll(async () => {
  engine = await openTestStore();
});
afterAll(() => engine.close());
afterEach(async () => {
  for (const each of cleanup.splice(0).toReversed()) await each();
});

/** A deployment that is opened again as it is, or goes away with its test. */
interface Place {
  readonly dataDir: string;
  open(): Promise<DeploymentUnderTest>;
}

function inFiles(more: Readonly<Record<string, string>> = {}): Place {
  const folder = temporaryFolder();
  cleanup.push(() => folder.remove());
  const { user, password } = engine.writer;
  const address = Object.assign(new URL(engine.url), { username: user, password });
  const settings = { CLICKHOUSE_URL: address.href, MILEPOST_DATABASE: `backup_${(databases += 1)}`, ...more };
  return { dataDir: folder.path, open: () => startDeployment(folder.path, NOW, settings) };
}

async function onKafka(): Promise<Place> {
  const kafka = await openTestKafka();
  cleanup.push(() => kafka.close());
  return inFiles({ KAFKA_BROKERS: kafka.brokers.join(), MILEPOST_TOPIC_PREFIX: kafka.prefix });
}

/** What a deployment held and showed, and its backup. */
interface Original {
  readonly archive: Buffer;
  readonly shown: Awaited<ReturnType<typeof whatIsShown>>;
  readonly texts: Awaited<ReturnType<typeof whatStands>>;
}

async function original(place: Place): Promise<Original> {
  const under = await place.open();
  await fill(under);
  const kept = {
    archive: await backupOf(under),
    shown: await whatIsShown(under),
    texts: await whatStands(under),
  };
  await under.close();
  return kept;
}

/** Restores into a place and opens it again there, with its tables built anew. */
async function restored(place: Place, archive: Buffer, query = ""): Promise<DeploymentUnderTest> {
  const before = await place.open();
  const answer = await sendBackup(before, archive, query);
  expect(answer).toMatchObject({ status: 202 });
  await untilNextIsLive(before);
  expect(await before.embedded.over).toMatch(/went on in generation/);
  await before.close();
  const under = await place.open();
  cleanup.push(() => under.close());
  await under.caughtUp();
  return under;
}

describe("a backup of the embedded log", () => {
  let kept: Original;
  beforeAll(async () => {
    kept = await original(inFiles());
  });

  it("holds every record of the recorded log of version 1, and restored elsewhere shows what was shown before", async () => {
    const texts = new Set([...kept.texts.values()].flat());
    expect(recordedLog().filter(({ event }) => !texts.has(JSON.stringify(event)))).toEqual([]);
    const under = await restored(inFiles(), kept.archive);
    expect(await whatStands(under)).toEqual(kept.texts);
    expect(await whatIsShown(under)).toEqual(kept.shown);
    // The same id again is a duplicate, another content of it a conflict, as before.
    await post(under, [observation("o1", 1), observation("o2", 2, "99")]);
    const { conflicts, observations } = await whatIsShown(under);
    expect(observations).toEqual(kept.shown["observations"]);
    expect(conflicts).toHaveLength((kept.shown["conflicts"] as readonly unknown[]).length + 1);
  });

  it("that is written while observations arrive is the log at its position: restored, every table is that of exactly these records", async () => {
    const source = await inFiles().open();
    await fill(source);
    const client = postThroughout(source);
    await expect.poll(client.accepted).toBeGreaterThan(5);
    const archive = await backupOf(source);
    const accepted = await client.stop();
    const position = await positionOf(archive);
    const held = await recordsBelow(source, position);
    await source.close();
    const live = held.filter(({ event }) => event.id.startsWith("live-"));
    expect([live.length > 5, live.length < accepted]).toEqual([true, true]);

    const place = inFiles();
    await fillLog(place.dataDir, held);
    const exact = await place.open();
    await exact.caughtUp();
    const [shown, texts] = [await whatIsShown(exact), await whatStands(exact)];
    await exact.close();
    const under = await restored(inFiles(), archive);
    expect(await whatStands(under)).toEqual(texts);
    expect(await whatIsShown(under)).toEqual(shown);
  });

  it("is restored into twice the partitions, and names of places go along", async () => {
    const under = await restored(inFiles(), kept.archive, "?partitions=observations=8");
    expect(under.embedded.log.partitions.observations).toBe(8);
    expect(await whatIsShown(under)).toEqual(kept.shown);
    const { body } = await under.call("GET /v1/dead-letters?status=open");
    const [open] = (body["items"] as readonly { dead_letter: string }[]).filter(
      ({ dead_letter: id }) =>
        JSON.stringify(kept.shown["dead_letters"]).includes("dead-2") && !id.includes("-811"),
    );
    const replay = await under.call(`POST /v1/dead-letters/${open?.dead_letter}/replays`, {
      event: observation("dead-2", 2, "6"),
    });
    expect(replay).toMatchObject({ status: 201, body: { outcome: "visible" } });
  });

  it("takes the place of other records only when it is told to, and they can be brought back", async () => {
    const place = inFiles();
    const before = await place.open();
    await fill(before);
    await post(before, [observation("own", 3, "123")]);
    const own = await whatStands(before);
    const refused = await sendBackup(before, kept.archive);
    expect(refused).toMatchObject({ status: 409, body: { title: expect.stringContaining("--replace") } });
    expect(await whatStands(before)).toEqual(own);
    await before.close();
    const under = await restored(place, kept.archive, "?replace=true");
    expect(await whatIsShown(under)).toEqual(kept.shown);
    const { body } = await under.call("GET /v1/generations");
    expect(body).toMatchObject({ live: { generation: 2 }, kept: [{ generation: 1, complete: true }] });
    await under.call("POST /v1/generations", { from: 1 });
    await untilNextIsLive(under);
    await under.close();
    const back = await place.open();
    cleanup.push(() => back.close());
    expect(back.embedded.log.generation).toBe(3);
    expect(await whatStands(back)).toEqual(own);
  });

  it("that is damaged, cut off, of another version or none changes nothing, and the reason is told", async () => {
    const place = inFiles();
    const under = await place.open();
    cleanup.push(() => under.close());
    const { archive } = kept;
    const middle = Math.floor(archive.length / 2 / 512) * 512;
    const damaged = Buffer.from(archive);
    damaged.fill(0x20, middle, middle + 4);
    const later = Buffer.from(archive.toString("latin1").replace('"version": 1', '"version": 7'), "latin1");
    const told = [
      [damaged, /log\/.*(damaged|cannot be decompressed|cannot be read)/],
      [archive.subarray(0, middle), /cannot be read behind|ends before its manifest/],
      [later, /version 7 of the format/],
      [Buffer.from("no backup"), /no tar archive|is empty/],
    ] as const;
    for (const [bytes, reason] of told) {
      const answer = await sendBackup(under, bytes);
      expect(answer).toMatchObject({
        status: 422,
        body: { code: "backup_invalid", title: expect.stringMatching(reason) },
      });
    }
    const six = await sendBackup(under, archive, "?partitions=observations=6");
    expect(six).toMatchObject({ status: 422, body: { title: expect.stringContaining("multiple of 4") } });
    const { body } = await under.call("GET /v1/generations");
    expect(body).toMatchObject({ live: { generation: 1, records: 0 }, next: null, kept: [] });
  });

  it("without people has no names and no words of anybody", async () => {
    const place = inFiles();
    const under = await place.open();
    await fill(under);
    const archive = await backupOf(under, "?people=false");
    const before = { texts: await whatStands(under), shown: await whatIsShown(under) };
    await under.close();
    expect((await backupWords(archive)).join("\n")).not.toMatch(/Ann Example|Späte Lieferung|ann@example/);
    expect((await backupWords(kept.archive)).join("\n")).toMatch(/Ann Example/);
    const again = await restored(inFiles(), archive);
    const texts = await whatStands(again);
    expect(texts).toEqual(new Map([...before.texts, ["people", []]]));
    expect(await whatIsShown(again)).toEqual(before.shown);
  });

  it.skipIf(!hasKafka)("is restored on Kafka: the way to full mode", async () => {
    const under = await restored(await onKafka(), kept.archive);
    expect(under.embedded.log.generation).toBe(2);
    expect(await whatStands(under)).toEqual(kept.texts);
    expect(await whatIsShown(under)).toEqual(kept.shown);
    await post(under, [observation("o1", 1)]);
    expect((await whatIsShown(under))["observations"]).toEqual(kept.shown["observations"]);
  });

  it.skipIf(!hasKafka)(
    "of the same records on Kafka is restored into files",
    async () => {
      const onBroker = await original(await onKafka());
      expect(onBroker.shown).toEqual(kept.shown);
      const under = await restored(inFiles(), onBroker.archive, "?partitions=observations=8");
      expect(await whatIsShown(under)).toEqual(kept.shown);
    },
    120_000,
  );
});

/** Every text in an archive. */
async function backupWords(archive: Buffer): Promise<readonly string[]> {
  const { readMembers, recordsOf } = await import("@milepost/backup/read-members");
  const words: string[] = [];
  const bytes = async function* (): AsyncGenerator<Buffer> {
    yield archive;
  };
  for await (const member of readMembers(bytes())) {
    if (!member.name.startsWith("log/")) words.push(member.bytes.toString("utf8"));
    else words.push(...(await recordsOf(member)).map(({ text }) => text));
  }
  return words;
}
