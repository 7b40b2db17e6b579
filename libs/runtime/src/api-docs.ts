import apiReference from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";

/** Everything comes from here: the page works without a network, and tells nobody that it was opened. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; frame-ancestors 'none'";

const CONFIGURATION = {
  url: "/openapi.json",
  pageTitle: "Milepost API",
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
} as const;

/** `/docs`: `/openapi.json` to read in a browser. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook("onSend", async (_request, reply) => {
      void reply
        .header("content-security-policy", CONTENT_POLICY)
        .header("x-content-type-options", "nosniff");
    });
    await scope.register(apiReference, { routePrefix: "/docs", configuration: CONFIGURATION });
  });
}
