import { PARTITIONS, TOPICS } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EventLog } from "../index.ts";
import { idOf, readAll, sampleRecord } from "../log-under-test.ts";
import { copyLog } from "./copy-log.ts";
import type { CopiedLog } from "./copy-log.ts";
import type { AttemptStep } from "./generation-attempt.ts";
import type { GenerationStorage } from "./generation-storage.ts";
import { generationsOf, nextGeneration } from "./generations-under-test.ts";
import type { GenerationsFactory, GenerationsUnderTest } from "./generations-under-test.ts";
import { createPlaceMap } from "./place-map.ts";
import type { RecordSource } from "./record-source.ts";

const NOT_EMPTY = { code: "conflict", message: "not empty" };

/** What becomes of a log in whose place a backup is put that may not replace anything. */
export function generationsRestoreSuite(factory: GenerationsFactory): void {
  describe(`a backup that may take the place of no record of a log on ${factory.name}`, () => {
    let under: GenerationsUnderTest;
    let log: EventLog;
    let storage: GenerationStorage;
    beforeEach(async () => {
      under = await factory.open();
      log = await under.openLog();
      storage = under.openStorage();
    });
    afterEach(async () => under.close());

    const refuseRecords = async (): Promise<void> => {
      const ends = Object.values(await log.end(TOPICS));
      if (ends.some((end) => end > 0)) throw new MilepostError("conflict", "not empty");
    };
    const restore = async (
      confirm: () => Promise<void>,
      onStep: (step: AttemptStep) => void = () => undefined,
    ): Promise<CopiedLog> => {
      const origin = { kind: "backup", backup: "b" } as const;
      const attempt = await generationsOf(storage, { onStep }).begin({ partitions: PARTITIONS, origin });
      const { signal } = new AbortController();
      const map = createPlaceMap(PARTITIONS, PARTITIONS);
      return copyLog({ attempt, source: oneRecord(), map, isLive: false, signal, confirm });
    };
    const live = async (): Promise<EventLog> => under.openLog();

    test("does so while there is none, and refuses what comes from its last look on: nothing is accepted that would be left behind", async () => {
      const answers: Promise<"accepted" | "refused">[] = [];
      const post = (step: AttemptStep): void => {
        if (step === "begun" || step === "copying" || step === "sealing") return;
        const appended = log.append([sampleRecord("k", `at-${step}`)]);
        const answered = appended.then(() => "accepted" as const, refusedForNow);
        answers.push(answered);
      };
      expect(await restore(refuseRecords, post)).toMatchObject({ generation: 2, records: 1 });
      expect(await Promise.all(answers)).toEqual(["refused", "refused", "refused", "refused"]);
      expect((await readAll(await live(), "strategy")).map(idOf)).toEqual(["restored"]);
    });

    test("gives up for a record that is accepted after its first look, and the log goes on with that one", async () => {
      const beginsAfterLook = async (): Promise<void> => {
        await refuseRecords();
        await log.append([sampleRecord("k", "posted")]);
      };
      await expect(restore(beginsAfterLook)).rejects.toMatchObject(NOT_EMPTY);
      const generations = generationsOf(storage, { worker: "next", silentMs: 0 });
      expect(await generations.abandoned()).toMatchObject({ generation: 2, failure: NOT_EMPTY.message });
      await nextGeneration(generations, PARTITIONS);
      const next = await live();
      await next.append([sampleRecord("k", "afterwards")]);
      expect((await readAll(next)).map(idOf)).toEqual(["posted", "afterwards"]);
      expect(await readAll(next, "strategy")).toEqual([]);
    });

    test("gives up for a record that was there before, and the log takes events as if nothing had been", async () => {
      await log.append([sampleRecord("k", "before")]);
      await expect(restore(refuseRecords)).rejects.toMatchObject(NOT_EMPTY);
      await log.append([sampleRecord("k", "afterwards")]);
      expect((await readAll(log)).map(idOf)).toEqual(["before", "afterwards"]);
    });
  });
}

function refusedForNow(error: unknown): "refused" {
  expect(error).toMatchObject({ code: "log_unavailable", retryable: true });
  return "refused";
}

/** A backup of one record. */
function oneRecord(): RecordSource {
  const text = JSON.stringify(sampleRecord("k", "restored").event);
  const ends = TOPICS.flatMap((topic) =>
    Array.from({ length: PARTITIONS[topic] }, (_, partition) => [`${topic}/${partition}`, 0] as const),
  );
  return {
    partitions: PARTITIONS,
    end: async () => ({ ...Object.fromEntries(ends), "strategy/0": 1 }),
    read: async function* ({ topic, partition }) {
      if (topic === "strategy") yield [{ topic, partition, offset: 0, key: "k", text }];
    },
  };
}
