import { z } from "zod";
import type { ScoreboardParts } from "../compose.ts";
import type { AskPredict } from "./ask-predict.ts";

const share = z.number().nullable();
const count = z.number();
const replaySchema = z.object({
  alerts: count,
  right: count,
  wrong: count,
  undecided: count,
  missed: count,
  caught: count,
  precision: share,
  recall: share,
  medianLead: share,
  people: z.array(z.object({ person: z.string(), alerts: count, messages: count, inDigest: count })),
});
const answerSchema = z.object({
  from: z.string(),
  to: z.string(),
  replay: replaySchema,
  current: z.object({ replay: replaySchema }),
});

/** What another setting of alerts would have told, asked of predict. */
export function replaysOverHttp(ask: AskPredict): ScoreboardParts["tryThresholds"] {
  return async (alerting) => answerSchema.parse(await ask("/v1/alert-replays", "POST", { alerting }));
}
