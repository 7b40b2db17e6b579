import { z } from "zod";
import { MilepostError } from "./errors.ts";

const SETTING = "MILEPOST_TEST_KILL_AT";
/** Kinds of work with named steps. */
const AREAS = [
  "projector",
  "derive",
  "rebuild",
  "connector-run",
  "dead-letters",
  "assessment",
  "review",
  "lead",
  "lesson",
  "delivery",
  "fold",
  "backup",
  "generation",
] as const;
type KillArea = (typeof AREAS)[number];

/** Where a test ends the process: when it reaches this step for the how manyth time. */
export interface KillAt {
  readonly area: KillArea;
  readonly step: string;
  readonly occurrence: number;
}

/** `<area>:<step>:<occurrence>`, such as `connector-run:batch-appended:2`; for tests only. */
export const killAtSetting: z.ZodType<KillAt | undefined, string | undefined> = z
  .string()
  .optional()
  .transform((text, context) => {
    if (text === undefined) return undefined;
    const [, area = "", step = "", occurrence = ""] = /^([a-z-]+):([a-z-]+):([1-9]\d{0,6})$/.exec(text) ?? [];
    const known = AREAS.find((one) => one === area);
    if (known !== undefined) return { area: known, step, occurrence: Number(occurrence) };
    const message =
      `"${text}" is no step: give area, step and occurrence, such as connector-run:batch-appended:2, ` +
      `with one of the areas ${AREAS.join(", ")}; it kills the process there and is for tests only`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** To be called at the steps of an area: kills this process, as `kill -9` does, where a test wants it; undefined where none does. */
export function dieAt<Step extends string>(
  killAt: KillAt | undefined,
  area: KillArea,
  steps: readonly Step[],
): ((step: Step) => void) | undefined {
  if (killAt?.area !== area) return undefined;
  if (!steps.some((step) => step === killAt.step)) {
    throw new MilepostError(
      "config_invalid",
      `${SETTING}: ${area} has no step "${killAt.step}"; it has ${steps.join(", ")}`,
    );
  }
  let left = killAt.occurrence;
  return (step) => {
    if (step !== killAt.step) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  };
}
