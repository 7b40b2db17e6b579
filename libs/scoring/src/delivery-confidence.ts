import { DELIVERY_CONFIDENCE } from "@milepost/contracts";
import type { DeliveryConfidence } from "@milepost/contracts";

/** The least chance of each step but the last one, the best step first. */
const LEAST = [0.85, 0.65, 0.45, 0.2] as const;

/** The step of the scale that a chance (0 to 1) lies on; its lower bound belongs to a step. */
export function deliveryConfidence(chance: number): DeliveryConfidence {
  const step = LEAST.findIndex((least) => chance >= least);
  return DELIVERY_CONFIDENCE[step === -1 ? LEAST.length : step] ?? "unachievable";
}
