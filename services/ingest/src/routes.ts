import type { FastifyPluginAsync } from "fastify";
import type { ConnectorLooksPorts } from "./routes/connector-looks.ts";
import { registerConnectorLooks } from "./routes/connector-looks.ts";
import type { ConnectorRunsPorts } from "./routes/connector-runs.ts";
import { registerConnectorRuns } from "./routes/connector-runs.ts";
import type { ListedConnector } from "./routes/get-connectors.ts";
import { registerGetConnectors } from "./routes/get-connectors.ts";
import { registerPostAcknowledgements } from "./routes/post-acknowledgements.ts";
import { registerPostCheckIns } from "./routes/post-check-ins.ts";
import { registerPostConclusions } from "./routes/post-conclusions.ts";
import { registerPostDeadLetters } from "./routes/post-dead-letters.ts";
import { registerPostOverrides } from "./routes/post-overrides.ts";
import { registerPostWithdrawals } from "./routes/post-withdrawals.ts";
import type { PostEventsPorts } from "./routes/post-events.ts";
import { registerPostEvents } from "./routes/post-events.ts";
import { registerPostPlans } from "./routes/post-plans.ts";
import { registerPostSnoozes } from "./routes/post-snoozes.ts";
import { registerPostSuggestions } from "./routes/post-suggestions.ts";

/** What the routes call. */
export interface IngestPorts extends PostEventsPorts, ConnectorRunsPorts, ConnectorLooksPorts {
  readonly applyPlan: Parameters<typeof registerPostPlans>[1];
  readonly acknowledge: Parameters<typeof registerPostAcknowledgements>[1];
  readonly snooze: Parameters<typeof registerPostSnoozes>[1];
  readonly checkIn: Parameters<typeof registerPostCheckIns>[1];
  readonly concludeReview: Parameters<typeof registerPostConclusions>[1];
  readonly decideSuggestion: Parameters<typeof registerPostSuggestions>[1];
  readonly override: Parameters<typeof registerPostOverrides>[1];
  readonly withdrawOverride: Parameters<typeof registerPostWithdrawals>[1];
  readonly deadLetters: Parameters<typeof registerPostDeadLetters>[1];
  listConnectors(): Promise<readonly ListedConnector[]>;
}

/** All routes of ingest, to be mounted at `/v1`. */
export function ingestRoutes(ports: IngestPorts): FastifyPluginAsync {
  return async (app) => {
    registerPostEvents(app, ports);
    registerPostPlans(app, ports.applyPlan);
    registerGetConnectors(app, () => ports.listConnectors());
    registerConnectorRuns(app, ports);
    registerConnectorLooks(app, ports);
    registerPostAcknowledgements(app, ports.acknowledge);
    registerPostSnoozes(app, ports.snooze);
    registerPostCheckIns(app, ports.checkIn);
    registerPostConclusions(app, ports.concludeReview);
    registerPostSuggestions(app, ports.decideSuggestion);
    registerPostOverrides(app, ports.override);
    registerPostWithdrawals(app, ports.withdrawOverride);
    registerPostDeadLetters(app, ports.deadLetters);
  };
}
