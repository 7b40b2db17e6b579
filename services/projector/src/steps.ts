import { dieAt } from "@milepost/runtime";
import type { KillAt } from "@milepost/runtime";

/** The steps of a batch of the log on its way into the tables. */
export const BATCH_STEPS = [
  "polled",
  "decoded",
  "decided",
  "inserting",
  "inserted",
  "committing",
  "committed",
] as const;
/** The steps of a round of deriving. */
export const DERIVE_STEPS = ["deriving", "derived", "noted"] as const;
/** The steps of a rebuild. */
export const REBUILD_STEPS = [
  "created",
  "replaying",
  "replayed",
  "comparing",
  "compared",
  "exchanging",
  "exchanged",
  "tail-replayed",
  "done",
] as const;

/** Where a test may end the process, or hold it. */
export type ProjectorStep =
  | `projector:${(typeof BATCH_STEPS)[number]}`
  | `derive:${(typeof DERIVE_STEPS)[number]}`
  | `rebuild:${(typeof REBUILD_STEPS)[number]}`;

/** Called at each step; what it returns is waited for, except where the log's consumer calls. */
export type OnStep = (step: ProjectorStep) => void | Promise<void>;

const AREAS = { projector: BATCH_STEPS, derive: DERIVE_STEPS, rebuild: REBUILD_STEPS } as const;
type Area = keyof typeof AREAS;

/** Kills this process at the step of the projector that a test names; undefined where none does. */
export function dieAtProjectorStep(killAt: KillAt | undefined): OnStep | undefined {
  const area = (Object.keys(AREAS) as Area[]).find((one) => one === killAt?.area);
  if (area === undefined) return undefined;
  const die = dieAt<string>(killAt, area, AREAS[area]);
  return (step) => {
    const [of, name = ""] = step.split(":");
    if (of === area) die?.(name);
  };
}
