import type { EVENTS } from "../events/registry.ts";
import { ALERT_EXAMPLES } from "./alert-events.ts";
import { ASSESSMENT_EXAMPLES } from "./assessment-events.ts";
import type { Examples } from "./envelope.ts";
import { DEFINITION_EXAMPLES } from "./definition-events.ts";
import { DELIVERY_EXAMPLES } from "./delivery-events.ts";
import { JUDGEMENT_EXAMPLES } from "./judgement-events.ts";
import { LEAD_EXAMPLES } from "./lead-events.ts";
import { OBSERVATION_EXAMPLES } from "./observation-events.ts";
import { OPERATION_EXAMPLES } from "./operation-events.ts";
import { OPTION_EXAMPLES } from "./option-events.ts";
import { RECORD_EXAMPLES } from "./record-events.ts";
import { REVIEW_EXAMPLES } from "./review-events.ts";
import { STALENESS_EXAMPLES } from "./staleness-events.ts";

/** One complete example of every event type of the log, by its name in the registry. */
export const EXAMPLE_EVENTS: Examples<keyof typeof EVENTS> = {
  ...OBSERVATION_EXAMPLES,
  ...RECORD_EXAMPLES,
  ...DEFINITION_EXAMPLES,
  ...JUDGEMENT_EXAMPLES,
  ...ASSESSMENT_EXAMPLES,
  ...ALERT_EXAMPLES,
  ...OPTION_EXAMPLES,
  ...DELIVERY_EXAMPLES,
  ...LEAD_EXAMPLES,
  ...REVIEW_EXAMPLES,
  ...STALENESS_EXAMPLES,
  ...OPERATION_EXAMPLES,
};
