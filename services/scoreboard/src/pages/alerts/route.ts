import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { conflictCounts } from "@milepost/store/queries/conflict-counts";
import { openDeadLetters } from "@milepost/store/queries/open-dead-letters";
import { z } from "zod";
import { openAmong, readAlerts } from "../../reading/board.ts";
import type { BoardParts } from "../../reading/board.ts";
import type { AlertReading, Moment } from "../../reading/readings.ts";
import { readExternalEvents, readReviews } from "../../reading/review-readings.ts";
import { waitingReviews } from "../reviews/reviews-section.ts";
import { unassessedGoals } from "../../reading/unassessed-goals.ts";
import { readStaleGoals } from "../../reading/stale-goals.ts";
import { silentInbox } from "../stale-goals/stale-table.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { channelsSection } from "./channels.ts";
import { keptApart } from "./kept-apart.ts";
import { setAside } from "./set-aside.ts";
import { alertsPage } from "./view.ts";
import { alertsView } from "./view-model.ts";

const query = z.object({
  asOf: z.string().optional(),
  done: z.string().optional(),
  owner: z.string().optional(),
});
/** Looking for conflicts reads every event: what was kept apart within the last minute waits for the next one. */
const CONFLICTS_AFTER_MS = 60_000;

/** `GET /alerts`: what waits for somebody, by owner. */
export function alertsRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/alerts", { schema: { hide: true, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { reads, plan } = parts.reading;
        const at = moment.instant;
        const until = moment.latest ? at - CONFLICTS_AFTER_MS : at;
        const [alerts, conflicts, letters, reviews, reported, silent, channels] = await Promise.all([
          readAlerts(parts.reading, moment),
          reads.query(conflictCounts({ at: until }), ["observations", "strategy"], { knownBy: until }),
          reads.query(openDeadLetters({ at }), ["dead-letters"]),
          readReviews(parts.reading, moment),
          readExternalEvents(parts.reading, moment),
          readStaleGoals(parts.reading, moment),
          moment.latest ? (parts.channels?.().catch(() => []) ?? []) : [],
        ]);
        const { done = null, owner = null } = request.query;
        const undecided = await countUndecided(parts.reading, moment, alerts);
        const view = alertsView(alerts, moment, { owner, undecided });
        return {
          name: "alerts",
          title: "Alerts",
          query: owner === null ? {} : { owner },
          content: alertsPage({
            view,
            reviews: waitingReviews({ reviews, reported: reported.length, moment, owner }),
            silent: silentInbox(silent, { moment, owner }),
            apart: keptApart(conflicts, plan.now()),
            aside: setAside(letters, plan.now()),
            channels: channelsSection(channels, moment),
            moment,
            mayAct: moment.latest,
            done,
          }),
        };
      }),
    );
}

/** Of how many open goals it is not decided yet whether there are alerts. */
async function countUndecided(
  reading: BoardParts,
  moment: Moment,
  alerts: readonly AlertReading[],
): Promise<number> {
  const open = openAmong(reading, moment).map(({ id }) => id);
  const unassessed = await unassessedGoals(reading, moment, open);
  // Alerts of many goals are decided together, a while after the last of their past is assessed.
  const isAwaited = unassessed.size === 0 && alerts.length === 0 && reading.isFilling();
  return isAwaited ? open.length : unassessed.size;
}
