import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { VerifiedBackup } from "@milepost/backup";
import { verifyBackup } from "@milepost/backup/verify-backup";
import { partitionKey } from "@milepost/event-log";
import type { EventLog } from "@milepost/event-log";
import type { Host } from "../hosts/host.ts";
import { OutOfTime } from "../out-of-time.ts";
import { backupsOf, milepost, milepostUntil } from "./milepost-command.ts";

const ASKED_EVERY_MS = 200;
const TAKES_WITHIN_MS = 180_000;

/** Has `milepost backup` write one file after the other, each under a name of its own. */
export function backUp(host: Host, run: string): () => Promise<void> {
  let number = 0;
  return async () => {
    number += 1;
    await milepost(host, "backup", `${run}-${number}.tar`);
  };
}

/**
 * What is wrong with the backups of a run: one that was cut off must not look like one, and each that is there holds the
 * log below its position, record by record; so does one that is written now.
 */
export async function backupProblem(host: Host, run: string): Promise<string | undefined> {
  const written = await milepost(host, "backup", `${run}-after.tar`);
  if (written.code !== 0) return `no backup could be written after ${run}: ${written.said}`;
  const files = readdirSync(backupsOf(host)).filter((name) => name.startsWith(`${run}-`));
  const partial = files.find((name) => !name.endsWith(".tar"));
  if (partial !== undefined) return `${partial} was left by a backup that was cut off`;
  for (const file of files) {
    const found = await contentProblem(host.log, join(backupsOf(host), file)).catch(String);
    if (found !== undefined) return `${file}: ${found}`;
  }
  return undefined;
}

/** Has the log go on in its next generation; a command that waits for a dead process is ended. */
export function nextGeneration(host: Host, died: Promise<unknown>): () => Promise<void> {
  return async () => {
    await milepostUntil(died, host, "log", "next-generation");
  };
}

/** Brings what was left of a next generation to its end and makes one more; resolves with what went wrong. */
export async function generationProblem(host: Host): Promise<string | undefined> {
  await untilLogIsTaking(host);
  const { code, said } = await milepost(host, "log", "next-generation");
  await untilLogIsTaking(host);
  return code === 0 ? undefined : `no next generation could be made: ${said}`;
}

/** Until a sealed log has its next generation, as somebody completes it, and what is left unfinished may stay so. */
export async function untilLogIsTaking(
  host: Host,
  mayStay: (next: NextStanding) => boolean = ({ failure }) => failure !== null,
): Promise<void> {
  const deadline = performance.now() + TAKES_WITHIN_MS;
  for (;;) {
    const answer = await fetch(`${host.eventsUrl}/v1/generations`).catch(() => undefined);
    const standing = (await answer?.json().catch(() => undefined)) as Standing | undefined;
    const { live, next = null } = standing ?? {};
    const isOpen = live?.takesAppends === true && live.records !== null;
    if (isOpen && (next === null || mayStay(next))) break;
    if (performance.now() > deadline)
      throw new OutOfTime(`The next generation does not come: ${JSON.stringify(standing)}`);
    await delay(ASKED_EVERY_MS);
  }
  await host.start();
  await host.reopenLog();
}

interface NextStanding {
  readonly failure: string | null;
}

interface Standing {
  /** Its records are unknown to a process that is still to open it. */
  readonly live?: { readonly takesAppends: boolean; readonly records: number | null };
  readonly next?: NextStanding | null;
}

/** Compares a backup with the log that it was made of. */
async function contentProblem(log: EventLog, file: string): Promise<string | undefined> {
  const held = new Map<string, string[]>();
  const { header }: VerifiedBackup = await verifyBackup(createReadStream(file), {
    onRecords: (partition, records) => {
      const lines = records.map(({ offset, key, text: value }) => JSON.stringify([offset, key, value]));
      held.set(partitionKey(partition), [...(held.get(partitionKey(partition)) ?? []), ...lines]);
    },
  });
  for (const [place, to] of Object.entries(header.position)) {
    const [topic, partition] = place.split("/") as ["observations", string];
    const lines: string[] = [];
    for await (const records of log.read({ topic, partition: Number(partition), from: 0, to })) {
      for (const { offset, key, text: value } of records) lines.push(JSON.stringify([offset, key, value]));
    }
    const is = held.get(place) ?? [];
    const differing = lines.findIndex((line, index) => line !== is[index]);
    if (differing >= 0 || is.length !== lines.length) {
      return `${place} holds ${is.length} records, the log has ${lines.length}; the first that differs is ${lines[differing]}`;
    }
  }
  return undefined;
}
