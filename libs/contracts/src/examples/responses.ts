import { ALERT_REPLAY_RESPONSE } from "./alert-replay-response.ts";
import { ALERT_RESPONSES } from "./alert-responses.ts";
import { CHANNEL_RESPONSES } from "./channel-responses.ts";
import { COMMAND_RESPONSES } from "./command-responses.ts";
import { CONNECTOR_RESPONSES } from "./connector-responses.ts";
import { GOAL_RESPONSES } from "./goal-responses.ts";
import { LEAD_RESPONSES } from "./lead-responses.ts";
import { OPTION_RESPONSES } from "./option-responses.ts";
import { JUDGEMENT_RESPONSES } from "./judgement-responses.ts";
import { READING_RESPONSES } from "./reading-responses.ts";
import { REVIEW_RESPONSES } from "./review-responses.ts";
import { SCORECARD_RESPONSES } from "./scorecard-responses.ts";
import { STALENESS_RESPONSES } from "./staleness-responses.ts";

/** One complete example of every response, by method, path and status: `GET /v1/kpis 200`. */
export const EXAMPLE_RESPONSES: Readonly<Record<string, unknown>> = {
  ...READING_RESPONSES,
  ...GOAL_RESPONSES,
  ...JUDGEMENT_RESPONSES,
  ...SCORECARD_RESPONSES,
  ...ALERT_RESPONSES,
  ...OPTION_RESPONSES,
  ...CONNECTOR_RESPONSES,
  ...CHANNEL_RESPONSES,
  ...LEAD_RESPONSES,
  ...REVIEW_RESPONSES,
  ...STALENESS_RESPONSES,
  ...COMMAND_RESPONSES,
  "POST /v1/alert-replays 200": ALERT_REPLAY_RESPONSE,
};
