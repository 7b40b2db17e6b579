import formbody from "@fastify/formbody";
import type { FastifyInstance } from "fastify";
import type { ScoreboardParts } from "../compose.ts";
import type { BoardParts } from "../reading/board.ts";
import { acknowledgeRoute } from "./alerts/acknowledge-route.ts";
import { snoozeRoute } from "./alerts/snooze-route.ts";
import { alertsRoute } from "./alerts/route.ts";
import { testChannelRoute } from "./alerts/test-channel-route.ts";
import { decideRoutes } from "./alert/decide-route.ts";
import { alertRoute } from "./alert/route.ts";
import { assetPaths, assetRoutes } from "./assets/route.ts";
import { atRiskRoute } from "./at-risk/route.ts";
import { capabilitiesRoute } from "./capabilities/route.ts";
import { registerCompression } from "./compression.ts";
import { deadLettersRoute } from "./dead-letters/route.ts";
import { demoRoute } from "./demo-route.ts";
import { evidenceRoute } from "./evidence/route.ts";
import { checkInRoutes } from "./judgement/check-in-route.ts";
import { overrideRoutes } from "./judgement/override-route.ts";
import { withdrawRoutes } from "./judgement/withdraw-route.ts";
import { kpiRoute } from "./kpi/route.ts";
import { lookbackRoute } from "./lookback/route.ts";
import { missingPages } from "./missing-pages.ts";
import { reviewRoutes } from "./reviews/route.ts";
import { myAlertingRoute } from "./my-alerting/route.ts";
import { staleGoalsRoute } from "./stale-goals/route.ts";
import { scorecardRoute } from "./scorecard/route.ts";
import { trackRecordRoute } from "./track-record/route.ts";

/** Only our own style sheet and script; bars have their widths as attributes. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Registers every page, the forms behind them, and their assets. */
export async function registerPages(
  app: FastifyInstance,
  parts: ScoreboardParts & { readonly reading: BoardParts },
): Promise<void> {
  const page = { ...parts, assets: assetPaths };
  await app.register(formbody);
  registerCompression(app);
  app.addHook("onSend", async (_request, reply) => {
    void reply.header("content-security-policy", CONTENT_POLICY).header("x-content-type-options", "nosniff");
    void reply.header("referrer-policy", "same-origin");
  });
  assetRoutes(app);
  atRiskRoute(app, page);
  scorecardRoute(app, page);
  kpiRoute(app, page);
  alertsRoute(app, page);
  alertRoute(app, page);
  myAlertingRoute(app, page);
  deadLettersRoute(app, page);
  evidenceRoute(app, page);
  trackRecordRoute(app, page);
  lookbackRoute(app, page);
  capabilitiesRoute(app, page);
  acknowledgeRoute(app, page);
  snoozeRoute(app, page);
  decideRoutes(app, page);
  checkInRoutes(app, page);
  overrideRoutes(app, page);
  withdrawRoutes(app, page);
  reviewRoutes(app, page);
  staleGoalsRoute(app, page);
  testChannelRoute(app, page);
  demoRoute(app, page);
  missingPages(app, page);
}
