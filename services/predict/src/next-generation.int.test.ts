import type { AssessmentMadeData, MilepostEvent } from "@milepost/contracts";
import { PARTITIONS } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { copyLog } from "@milepost/event-log/copy-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { createLogGenerations } from "@milepost/event-log/log-generations";
import { silentLogger, systemClock } from "@milepost/runtime";
import { openTestStore } from "@milepost/testkit/test-store";
import { expect, test } from "vitest";
import { recomputeAssessment } from "./assess-moment.ts";
import { openDeployment } from "./deployment.ts";
import { demoPlan, demoValues } from "./testing/demo-values.ts";
import { createFeeder } from "./testing/feeder.ts";
import { openTestDeployment } from "./testing/test-deployment.ts";
import type { TestDeployment } from "./testing/test-deployment.ts";

const AGENCY = "mnr-";
const OCTOBER = Date.parse("2014-10-01T04:00:00Z");
const OF_SAMPLE = 10;

/** Copies the log into twice the partitions and opens it there. */
async function nextGeneration({ log, place }: TestDeployment): Promise<EventLog> {
  const storage = log.generations;
  const generations = createLogGenerations({ storage, worker: "test", clock: systemClock, silentMs: 0 });
  const attempt = await generations.begin({
    partitions: { ...PARTITIONS, observations: 2 * PARTITIONS.observations },
    origin: { kind: "generation", generation: 1 },
  });
  const source = await generations.source(1);
  await copyLog({ attempt, source, isLive: true, signal: new AbortController().signal });
  return openEmbeddedLog({ dir: place.dir, prefix: place.prefix, logger: silentLogger() });
}

async function assessmentsIn(log: EventLog): Promise<readonly AssessmentMadeData[]> {
  const found: AssessmentMadeData[] = [];
  const read = log.read({ topic: "assessments", partition: 0, from: 0, to: Number.MAX_SAFE_INTEGER });
  for await (const records of read) {
    for (const { value } of records) {
      const event = value as MilepostEvent;
      if (event.type === "milepost.assessment.made.v1") found.push(event.data);
    }
  }
  return found;
}

const withoutPlace = ({ inputsPosition: _position, ...data }: AssessmentMadeData): string =>
  JSON.stringify(data);

test("in a generation with more partitions an assessment names the same inputs, and from there it is made again to the same bytes", async () => {
  const deployment = await openTestDeployment(OCTOBER);
  await deployment.apply(demoPlan(AGENCY));
  await deployment.push(demoValues("2014-09", AGENCY));
  await deployment.predict.assessNow();
  const before = await assessmentsIn(deployment.log);
  const log = await nextGeneration(deployment);
  const after = await assessmentsIn(log);
  expect(after.map(withoutPlace)).toEqual(before.map(withoutPlace));
  expect(Object.keys(after[0]?.inputsPosition ?? {})).toHaveLength(2 * PARTITIONS.observations + 2);
  const database = await openTestStore();
  const { store } = database;
  const waitVisible = createFeeder(log, (lines) => store.insert("observation_events", lines));
  const reader = await openDeployment({ log, store, clock: deployment.clock, waitVisible });
  await waitVisible(await log.end(["observations"]));
  const sample = after.filter((_, index) => index % OF_SAMPLE === 0);
  const again = await Promise.all(sample.map((made) => recomputeAssessment(reader, made)));
  expect(again.map((made) => JSON.stringify(made))).toEqual(sample.map((made) => JSON.stringify(made)));
  expect(sample.filter(({ pHit }) => pHit !== null).length).toBeGreaterThan(5);
  await reader.close();
  await database.close();
  await log.close();
  await deployment.close();
});
