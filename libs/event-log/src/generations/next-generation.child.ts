import { silentLogger, systemClock } from "@milepost/runtime";
import { openEmbeddedLog } from "../embedded-log.ts";
import { openKafkaGenerations } from "../kafka/kafka-generations.ts";
import type { AttemptStep } from "./generation-attempt.ts";
import type { GenerationStorage } from "./generation-storage.ts";
import { nextGeneration } from "./generations-under-test.ts";
import type { ChildStorage } from "./generations-under-test.ts";
import { createLogGenerations } from "./log-generations.ts";

/** What the parent asks for, as JSON in the first argument. */
export interface DyingCopy {
  readonly storage: ChildStorage;
  /** Step of the copy at which this process ends itself by SIGKILL. */
  readonly killAt: AttemptStep;
}

async function open(storage: ChildStorage): Promise<GenerationStorage> {
  const logger = silentLogger();
  if (storage.on === "files") return (await openEmbeddedLog({ ...storage, logger })).generations;
  return openKafkaGenerations({ ...storage, logger });
}

/** Makes the next generation until it dies. */
async function nextGenerationUntil({ storage, killAt }: DyingCopy): Promise<void> {
  const generations = createLogGenerations({
    storage: await open(storage),
    worker: `child-${process.pid}`,
    clock: systemClock,
    silentMs: 0,
    onStep: (step) => {
      if (step === killAt) process.kill(process.pid, "SIGKILL");
    },
  });
  await nextGeneration(generations);
  process.exit(0);
}

await nextGenerationUntil(JSON.parse(process.argv[2] ?? "") as DyingCopy);
