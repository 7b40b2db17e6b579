import type { Metrics } from "@milepost/runtime";
import type { Predict } from "./compose.ts";

/** Shows what predict counts. */
export function measurePredict(predict: Pick<Predict, "metrics">, metrics: Metrics): void {
  metrics.read({
    type: "counter",
    name: "milepost_assessments_total",
    help: "Forecasts of goals against targets that were made.",
    read: () => [{ value: predict.metrics().assessments }],
  });
  metrics.read({
    type: "counter",
    name: "milepost_assessment_seconds_total",
    help: "Seconds that making them took.",
    read: () => [{ value: predict.metrics().seconds }],
  });
}
