import { setTimeout as delay } from "node:timers/promises";
import type { Victim } from "../hosts/host.ts";
import { OutOfTime } from "../out-of-time.ts";
import type { Act } from "./acts.ts";

const ACT_EVERY_MS = 200;
const DIES_WITHIN_MS = 180_000;

/** Has a process work until it kills itself; `where` that is to be. Rejects when it ends in any other way. */
export async function untilDead(victim: Victim, act: Act, where: string): Promise<void> {
  const deadline = performance.now() + DIES_WITHIN_MS;
  while (victim.isAlive()) {
    if (performance.now() > deadline) throw new OutOfTime(`${where} was never reached`);
    await act();
    await Promise.race([victim.died.catch(() => undefined), delay(ACT_EVERY_MS)]);
  }
  await victim.died;
}
