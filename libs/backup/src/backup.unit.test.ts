import { PARTITIONS } from "@milepost/contracts";
import fc from "fast-check";
import { extract, pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import type { BackupHeader, BackupRecord } from "./index.ts";
import { readBackup } from "./read-backup.ts";
import { readRecordLine, recordLine } from "./record-line.ts";
import { verifyBackup } from "./verify-backup.ts";
import { writeBackup } from "./write-backup.ts";
import type { WriteBackupOptions } from "./write-backup.ts";

const TEXTS = ['{"id":"1","data":{"x":1.0}}', '{"id": "cut', "", '{"a":\n1}', '{"text":"snow 雪"}'];

type Lists = Readonly<Record<string, readonly BackupRecord[]>>;

/** Records of two partitions, in members of several sizes. */
const LISTS: Lists = {
  "strategy/0": TEXTS.map((text, index) => ({ offset: index * 3, key: `k"${index}`, text })),
  "observations/2": Array.from({ length: 25_000 }, (_, offset) => ({
    offset,
    key: "a,b",
    text: `{"id":"${offset}","value":"${offset % 7}"}`,
  })),
};

function optionsFor(lists: Lists, more: Partial<WriteBackupOptions> = {}): WriteBackupOptions {
  const position = Object.fromEntries(
    Object.entries(lists).map(([key, list]) => [key, (list.at(-1)?.offset ?? -1) + 1]),
  );
  const header: Omit<BackupHeader, "format" | "version"> = {
    backup: "b1",
    createdAt: "2026-11-26T12:00:00.000Z",
    milepost: "0.1.0",
    deployment: "d1",
    generation: 3,
    partitions: { ...PARTITIONS },
    position,
    people: true,
  };
  return {
    header,
    configuration: { settings: { port: 8080 }, plan: {} },
    read: async function* ({ topic, partition, from, to }) {
      const list = lists[`${topic}/${partition}`] ?? [];
      for (let start = 0; start < list.length; start += 1_000)
        yield list.slice(start, start + 1_000).filter(({ offset }) => offset >= from && offset < to);
    },
    ...more,
  };
}

async function archiveOf(lists: Lists): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of writeBackup(optionsFor(lists))) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function* inChunks(bytes: Buffer, size = 60_000): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function readAll(bytes: Buffer): Promise<Lists> {
  const lists: Record<string, BackupRecord[]> = {};
  for await (const { topic, partition, records } of readBackup(inChunks(bytes))) {
    const key = `${topic}/${partition}`;
    lists[key] = [...(lists[key] ?? []), ...records];
  }
  return lists;
}

describe("a record's line", () => {
  test("is one line of JSON from which the record is read character by character", () => {
    const texts = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc
        .jsonValue()
        .map((value) => JSON.stringify({ event: value, text: ',"event":', key: "}" }, undefined, 1)),
      fc.constantFrom(',"event":{}', '"text":', "{}}", "1.0", "\r", '{"event":1.50 }'),
    );
    const records = fc.record({ offset: fc.nat(), key: fc.oneof(texts, fc.string()), text: texts });
    fc.assert(
      fc.property(records, (record) => {
        const line = recordLine(record);
        expect(line).not.toMatch(/[\r\n]/);
        expect((JSON.parse(line) as { key: string }).key).toBe(record.key);
        expect(readRecordLine(line)).toEqual(record);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    "",
    "{}",
    '{"offset":1,"key":"k"}',
    '{"offset":1,"key":2,"event":{}}',
    '{"offset":-1,"key":"k","event":{}}',
  ])("%j is none", (line) => {
    expect(readRecordLine(line)).toBeUndefined();
  });
});

describe("a backup", () => {
  test("is read as it was written, and says what it is of", async () => {
    const archive = await archiveOf(LISTS);
    const verified = await verifyBackup(inChunks(archive));
    expect(verified).toMatchObject({
      records: 25_005,
      bytes: archive.length,
      header: { backup: "b1", deployment: "d1", generation: 3, people: true, version: 1 },
    });
    expect(await readAll(archive)).toEqual(LISTS);
    expect(await readAll(await archiveOf({}))).toEqual({});
  });

  test("is written no faster than it is read, however much there is", async () => {
    const list = LISTS["observations/2"] as readonly BackupRecord[];
    let given = 0;
    const read: WriteBackupOptions["read"] = async function* ({ topic }) {
      for (; topic === "observations" && given < 4_000_000; given += list.length) yield list;
    };
    const lists = { "observations/2": [{ offset: 4_000_000, key: "", text: "" }] };
    const stream = writeBackup(optionsFor(lists, { read }));
    let taken = 0;
    for await (const chunk of stream) {
      taken += (chunk as Buffer).length;
      if (taken > 400_000) break;
    }
    expect(given).toBeLessThan(1_000_000);
  });

  test("that cannot be read to the end fails instead of ending", async () => {
    const read: WriteBackupOptions["read"] = async function* () {
      yield [{ offset: 0, key: "k", text: "{}" }];
      throw new Error("the log is gone");
    };
    const bytes: Buffer[] = [];
    const taking = async (): Promise<void> => {
      for await (const chunk of writeBackup(optionsFor(LISTS, { read }))) bytes.push(chunk as Buffer);
    };
    await expect(taking()).rejects.toThrow("the log is gone");
    await expect(verifyBackup(inChunks(Buffer.concat(bytes)))).rejects.toMatchObject({
      code: "backup_invalid",
    });
  });
});

describe("a damaged backup", () => {
  const small: Lists = { ...LISTS, "observations/2": LISTS["observations/2"]?.slice(0, 300) ?? [] };

  test("whatever bit is flipped, it is refused or says the same", async () => {
    const archive = await archiveOf(small);
    let refused = 0;
    const places = fc.tuple(fc.nat(archive.length - 1), fc.nat(7));
    await fc.assert(
      fc.asyncProperty(places, async ([at, bit]) => {
        const damaged = Buffer.from(archive);
        damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << bit), at);
        const error = await verifyBackup(inChunks(damaged)).catch((reason: unknown) => reason);
        const isRefused = error instanceof Error;
        if (isRefused) refused += 1;
        expect(isRefused ? (error as { code?: unknown }).code : await readAll(damaged)).toEqual(
          isRefused ? "backup_invalid" : small,
        );
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  test("wherever it is cut off, it is refused", async () => {
    const archive = await archiveOf(small);
    // The last two blocks of a tar archive are empty.
    const cuts = fc.nat(archive.length - 1_025);
    await fc.assert(
      fc.asyncProperty(cuts, async (length) => {
        await expect(verifyBackup(inChunks(archive.subarray(0, length)))).rejects.toMatchObject({
          code: "backup_invalid",
        });
      }),
      { numRuns: 100 },
    );
  });

  type Members = readonly (readonly [string, Buffer])[];
  const edits: readonly (readonly [string, (members: Members) => Members, RegExp])[] = [
    [
      "a member that cannot be decompressed, with both checksums",
      (all) =>
        all.map(([name, bytes]) => [
          name,
          name.includes("observations/2") ? Buffer.from(bytes).fill(0x20, 20, 24) : bytes,
        ]),
      /observations\/2\/000000.ndjson.gz is damaged: its SHA-256 is [0-9a-f]{64} \(\d+ bytes\), the manifest says [0-9a-f]{64}/,
    ],
    [
      "a member with other text, with both checksums",
      (all) => all.map(([name, bytes]) => [name, name.endsWith("plan.json") ? Buffer.from("{}") : bytes]),
      /configuration\/plan.json is damaged: its SHA-256 is 44136fa3[0-9a-f]{56} \(2 bytes\), the manifest says [0-9a-f]{64}/,
    ],
    [
      "a member that is gone",
      (all) => all.filter(([name]) => !name.includes("observations/2")),
      /observations\/2\/000000.ndjson.gz is missing/,
    ],
    [
      "a member twice",
      (all) => all.flatMap((one) => (one[0].startsWith("log/strategy") ? [one, one] : [one])),
      /does not stand where it must/,
    ],
    [
      "members in another order",
      (all) => all.toSorted(([a], [b]) => Number(b.startsWith("log/o")) - Number(a.startsWith("log/o")) || 0),
      /does not begin with milepost-backup.json/,
    ],
    [
      "a member of its own",
      (all) => [...all.slice(0, 2), ["evil.sh", Buffer.from("x")], ...all.slice(2)],
      /evil.sh does not belong/,
    ],
    [
      "something behind the manifest",
      (all) => [...all, ["configuration/x.json", Buffer.from("{}")]],
      /behind the manifest/,
    ],
    [
      "another manifest",
      (all) =>
        all.map(([name, bytes]) => [
          name,
          name === "manifest.json" ? Buffer.concat([bytes, Buffer.from(" ")]) : bytes,
        ]),
      /manifest.json is damaged/,
    ],
    [
      "no manifest",
      (all) => all.filter(([name]) => !name.startsWith("manifest")),
      /ends before its manifest/,
    ],
    [
      "a later version of the format",
      (all) =>
        all.map(([name, bytes]) => [
          name,
          name === "milepost-backup.json"
            ? Buffer.from(bytes.toString().replace('"version": 1', '"version": 2').replace("0.1.0", "9.0.0"))
            : bytes,
        ]),
      /written by Milepost 9.0.0 in version 2/,
    ],
    [
      "a partition that the log does not have",
      (all) => all.map(([name, bytes]) => [name.replace("observations/2", "observations/7"), bytes]),
      /partition that the log does not have/,
    ],
  ];
  test.each(edits)("%s is named", async (_what, edit, problem) => {
    const members: (readonly [string, Buffer])[] = [];
    const entries = extract();
    entries.end(await archiveOf(small));
    for await (const entry of entries) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      members.push([entry.header.name, Buffer.concat(chunks)]);
    }
    const archive = pack();
    for (const [name, bytes] of edit(members)) archive.entry({ name }, bytes);
    archive.finalize();
    await expect(verifyBackup(archive as AsyncIterable<Uint8Array>)).rejects.toThrow(problem);
  });

  test.each(["", "not a backup at all", "x".repeat(2_000)])("%j is no backup", async (text) => {
    await expect(verifyBackup(inChunks(Buffer.from(text)))).rejects.toMatchObject({ code: "backup_invalid" });
  });
});
