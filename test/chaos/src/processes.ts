import { setTimeout as delay } from "node:timers/promises";
import type { RunningService } from "@milepost/testkit/running-service";
import { OutOfTime } from "./out-of-time.ts";

const READY_ASKED_EVERY_MS = 50;
const READY_WITHIN_MS = 300_000;

/** Where a process kills itself. */
export interface Kill {
  readonly area: string;
  readonly step: string;
  readonly occurrence: number;
}

/** What a process is started with, so that it dies there; nothing where it shall live. */
export function dying(kill: Kill | undefined): Readonly<Record<string, string>> {
  if (kill === undefined) return {};
  return { MILEPOST_TEST_KILL_AT: `${kill.area}:${kill.step}:${kill.occurrence}` };
}

/** Resolves once a service is ready, or dead. */
export async function readyOrDead(service: RunningService): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (isAlive(service)) {
    const answer = await fetch(`${service.url}/readyz`).catch(() => undefined);
    const reason = await answer?.text();
    if (answer?.ok === true) return;
    if (performance.now() > deadline) throw new OutOfTime(`${service.name} is not ready: ${reason}`);
    await delay(READY_ASKED_EVERY_MS);
  }
}

export function isAlive({ process }: Pick<RunningService, "process">): boolean {
  return process.exitCode === null && process.signalCode === null;
}

/** Waits for the end of a process that kills itself; anything but its SIGKILL is an error. */
export async function diedByItself(service: RunningService): Promise<void> {
  await service.exited;
  if (service.process.signalCode !== "SIGKILL") {
    throw new Error(`${service.name} was to be killed, it ended by itself:\n${service.said()}`);
  }
}
