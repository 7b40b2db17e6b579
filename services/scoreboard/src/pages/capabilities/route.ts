import type { FastifyInstance } from "fastify";
import { capabilitiesOf } from "../../accuracy/capabilities.ts";
import { readTrackRecord } from "../../reading/track-record.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { capabilitiesPage } from "./view.ts";
import { capabilitiesView } from "./view-model.ts";

/** `GET /capabilities`: what comes from a model here, which one, and how good it was. */
export function capabilitiesRoute(app: FastifyInstance, parts: PageParts): void {
  app.get("/capabilities", { schema: { hide: true } }, (request, reply) =>
    sendPage(parts, { request, reply }, async (moment) => {
      const record = await readTrackRecord(parts.reading, moment);
      const view = capabilitiesView(capabilitiesOf(record), record);
      return {
        name: "capabilities",
        title: "What comes from a model",
        query: {},
        content: capabilitiesPage(view, moment),
      };
    }),
  );
}
