import type { BackupStep } from "@milepost/backup/write-backup";
import type { EventLog } from "@milepost/event-log";
import type { LogGenerations } from "@milepost/event-log/log-generations";
import type { Partitions } from "@milepost/event-log/place-map";
import { MilepostError } from "@milepost/runtime";
import type { Closeable, Logger } from "@milepost/runtime";
import type { FastifyPluginAsync } from "fastify";
import { registerBackups } from "../routes/post-backups.ts";
import { registerGenerations } from "../routes/generations.ts";
import { registerRestores } from "../routes/post-restores.ts";
import { startGenerationWork } from "./generation-work.ts";
import type { NextWanted } from "./generation-work.ts";
import { logStanding } from "./log-standing.ts";
import type { LogStanding } from "./log-standing.ts";
import { receiveBackup } from "./receive-backup.ts";
import { writeLogBackup } from "./write-log-backup.ts";
import type { AboutDeployment, LogBackup } from "./write-log-backup.ts";

export interface LogDeskParts {
  readonly log: EventLog;
  readonly generations: LogGenerations;
  readonly logger: Logger;
  /** Uploads of backups are kept here until they are restored. */
  readonly dataDir: string;
  readonly about: AboutDeployment;
  /** Told where a backup stands; tests kill the process there. */
  readonly onBackupStep?: ((step: BackupStep) => void) | undefined;
}

/** A backup to be restored. */
export interface Restore {
  readonly upload: AsyncIterable<Uint8Array>;
  /** Whether it may take the place of records. */
  readonly replace: boolean;
  readonly partitions: Partial<Partitions>;
}

/** What was begun to be restored. */
export interface Restoring {
  readonly backup: string;
  readonly createdAt: string;
  readonly records: number;
  readonly people: boolean;
  /** Number of the generation that is made of it. */
  readonly generation: number;
}

/** Looks after the log as a whole: its generations, backups and restores. */
export interface LogDesk extends Closeable {
  standing(): Promise<LogStanding>;
  /** Begins to copy a generation into the next one. */
  next(wanted: NextWanted): Promise<LogStanding>;
  /** Removes a generation that is kept. */
  remove(generation: number): Promise<LogStanding>;
  /** Begins a backup; one at a time. */
  backup(options: { readonly people: boolean }): Promise<LogBackup>;
  /** Takes a backup in; resolves once it is whole and begins to take the log's place. */
  restore(restore: Restore): Promise<Restoring>;
  /** To be mounted at `/v1`. */
  readonly routes: FastifyPluginAsync;
}

/** Opens the desk; it also completes what a process left that is gone. */
export function openLogDesk(parts: LogDeskParts): LogDesk {
  const { log, generations, logger, dataDir, about, onBackupStep } = parts;
  const work = startGenerationWork({ log, generations, logger });
  const backups = oneAtATime("A backup is being written already; wait until it is done");
  const restores = oneAtATime("A backup is being taken in already; wait until it is");
  const standing = (): Promise<LogStanding> => logStanding(log, generations);

  const desk: Omit<LogDesk, "routes"> = {
    standing,
    next: async (wanted) => {
      await work.next(wanted);
      return standing();
    },
    remove: async (generation) => {
      const removed = await generations.removeKept(generation);
      if (!removed.includes(generation))
        throw new MilepostError("not_found", `No generation ${generation} of the log is kept`);
      return standing();
    },
    backup: async ({ people }) => {
      const end = backups();
      try {
        const backup = await writeLogBackup({ log, about, people, onStep: onBackupStep });
        backup.archive.once("close", end);
        return backup;
      } catch (error) {
        end();
        throw error;
      }
    },
    restore: async ({ upload, replace, partitions: wanted }) => {
      const end = restores();
      try {
        await work.refuseToReplace(replace);
        const { partitions: instead } = await generations.control();
        const { header, records, remove, ...received } = await receiveBackup({
          dataDir,
          upload,
          instead,
          wanted,
        });
        const { backup, createdAt, people } = header;
        const generation = await work.restore({ ...received, backup, replace, done: remove });
        return { backup, createdAt, records, people, generation };
      } finally {
        end();
      }
    },
    close: () => work.close(),
  };
  return {
    ...desk,
    routes: async (app) => {
      registerGenerations(app, desk);
      registerBackups(app, desk);
      registerRestores(app, desk);
    },
  };
}

/** Lets one go on at a time, and refuses whoever comes meanwhile. */
function oneAtATime(refusal: string): () => () => void {
  let busy = false;
  return () => {
    if (busy) throw new MilepostError("conflict", refusal);
    busy = true;
    return () => {
      busy = false;
    };
  };
}
