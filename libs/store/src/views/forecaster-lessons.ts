import type { View } from "./view.ts";
import { INSTANT, LINEAGE_COLUMNS } from "./view.ts";

export const forecasterLessons: View = {
  name: "forecaster_lessons",
  comment:
    "What the deployment's own series taught the forecaster, by goals that could have been set in their past; assessments name theirs in calibration.learned",
  columns: [
    ["id", "String", "Event id"],
    ["grain", "String", "Grain of the series"],
    ["as_of", INSTANT, "From what could be known then"],
    ["period", "String", "Last complete period"],
    ["model_version", "String", "Version of the model that learnt"],
    ["series", "UInt32", "Series that taught something"],
    ["goals", "UInt32", "Goals that could have been set on them and had ended"],
    ["weights", "String", "How the views of the future are weighed by what is judged, as JSON"],
    ["reach_80", "Float64", "Scale from the forecast to the ends of its 80 % interval"],
    ["reach_95", "Float64", "The same of its 95 % interval"],
    ["inputs_position", "String", "What was seen of the log, as JSON"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (base) => `SELECT * FROM ${base}.forecaster_lesson_events FINAL`,
};
