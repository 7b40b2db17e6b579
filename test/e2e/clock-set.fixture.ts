import { randomUUID } from "node:crypto";
import type { MilepostEvent } from "@milepost/contracts";

/** Has the deployment take this for now, as the demo does; to be appended to the topic `strategy`. */
export function clockSet(now: string): MilepostEvent {
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: "//test",
    subject: "clock",
    time: now,
    actor: "test",
    recordedtime: now,
    type: "milepost.clock.set.v1",
    data: { now, reason: "the test's figures are of that time" },
  };
}
