import type { FastifyInstance } from "fastify";
import type { PageParts } from "./page-parts.ts";

/** `POST /demo/next-month`: the button in the demo's note; there is none in a deployment of one's own. */
export function demoRoute(app: FastifyInstance, { demo }: PageParts): void {
  if (demo === null) return;
  app.post("/demo/next-month", { schema: { hide: true } }, async (_request, reply) => {
    await demo.nextMonth();
    return reply.redirect("/", 303);
  });
}
