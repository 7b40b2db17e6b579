import type { OptionsWeighedData } from "@milepost/contracts";
import { weighOptions } from "./weigh-options.ts";
import type { Weighing } from "./weigh-options.ts";

/** Weighs without stopping for anybody. */
export function weighedAtOnce(weighing: Weighing): OptionsWeighedData {
  const steps = weighOptions(weighing);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
