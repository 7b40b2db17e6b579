import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import type { BackupStep } from "@milepost/backup/write-backup";
import { writeBackup } from "@milepost/backup/write-backup";
import { REFERRING_FIRST } from "@milepost/contracts";
import type { Topic } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { consistentEnd } from "@milepost/event-log/consistent-end";
import { planFile } from "@milepost/plan";
import { systemClock } from "@milepost/runtime";
import { followPlan } from "../plans/follow-plan.ts";

const ID_BYTES = 4;
const READ_BATCH_RECORDS = 2_000;
const PEOPLE: Topic = "people";

/** What is said of the deployment in its backups, for people to read. */
export interface AboutDeployment {
  /** Version of this Milepost. */
  readonly version: string;
  /** Its settings without secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface WriteLogBackupOptions {
  readonly log: EventLog;
  readonly about: AboutDeployment;
  /** False leaves the person store out. */
  readonly people: boolean;
  readonly onStep?: ((step: BackupStep) => void) | undefined;
}

/** A backup on its way. */
export interface LogBackup {
  /** File name for it. */
  readonly name: string;
  readonly archive: Readable;
}

/** Writes the log as it is now, while it takes appends: what comes later is not in the backup. */
export async function writeLogBackup({
  log,
  about,
  people,
  onStep,
}: WriteLogBackupOptions): Promise<LogBackup> {
  const createdAt = new Date(systemClock.now()).toISOString();
  const { deployment, generation, partitions } = log;
  const topics = REFERRING_FIRST.filter((topic) => people || topic !== PEOPLE);
  const position = await consistentEnd((some) => log.end(some), topics);
  const header = {
    backup: `${createdAt}-${randomBytes(ID_BYTES).toString("hex")}`,
    milepost: about.version,
    createdAt,
    deployment,
    generation,
    position,
    people,
    partitions: { ...partitions },
  };
  const settings = {
    milepost: about.version,
    ...about.settings,
    log: { deployment, generation, partitions },
  };
  const configuration = { settings, plan: await planNow(log, people) };
  const archive = writeBackup({
    header,
    configuration,
    read: (range) => log.read({ ...range, batchSize: READ_BATCH_RECORDS }),
    onStep,
  });
  return { name: `milepost-${createdAt.replaceAll(/[:.]/g, "-")}.tar`, archive };
}

/** The plan as a file, without people where they are left out. */
async function planNow(log: EventLog, people: boolean): Promise<unknown> {
  const reader = await followPlan(log, () => undefined);
  const state = reader.state();
  await reader.close();
  return planFile(people ? state : { ...state, people: new Map() });
}
