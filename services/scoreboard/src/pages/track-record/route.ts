import type { FastifyInstance } from "fastify";
import { alertActions } from "@milepost/store/queries/alert-actions";
import type { AlertActionsRow } from "@milepost/store/queries/alert-actions";
import { judgementAccuracy } from "@milepost/store/queries/judgement-accuracy";
import { DECIDED } from "../../reading/goal-decisions.ts";
import { readTrackRecord } from "../../reading/track-record.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { actionsText } from "../../words/actions.ts";
import { judgementRows } from "./judgement-rows.ts";
import { trackRecordPage } from "./view.ts";
import { trackRecordView } from "./view-model.ts";

/** `GET /track-record`: how good the chances have been. */
export function trackRecordRoute(app: FastifyInstance, parts: PageParts): void {
  app.get("/track-record", { schema: { hide: true } }, (request, reply) =>
    sendPage(parts, { request, reply }, async (moment) => {
      const { reads } = parts.reading;
      const [record, judged, actions] = await Promise.all([
        readTrackRecord(parts.reading, moment),
        reads.query(judgementAccuracy({ closedBy: moment.instant }), DECIDED),
        moment.latest ? reads.query(alertActions(), DECIDED, { decisions: ["alert"] }) : [],
      ]);
      const view = {
        ...trackRecordView(record, moment),
        judgementRows: judgementRows(judged),
        acted: actedOn(actions),
      };
      const progress = parts.progress();
      const backtests = progress === null ? null : { done: progress.assessed, total: progress.total };
      return {
        name: "track-record",
        title: "Track record",
        query: {},
        content: trackRecordPage(view, moment, backtests),
      };
    }),
  );
}

/** What the alerts of the whole deployment led to; null: none has come so far. */
function actedOn(actions: readonly AlertActionsRow[]): string | null {
  return actionsText(actions.find(({ scope }) => scope === "deployment"));
}
