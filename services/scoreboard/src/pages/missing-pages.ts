import type { FastifyError, FastifyInstance, FastifyRequest } from "fastify";
import type { PageParts } from "./page-parts.ts";
import { sendMissing, sendWords } from "./page-parts.ts";

/** Tells people in words what programs are told as problem details: unknown addresses, and fields that are not valid. */
export function missingPages(app: FastifyInstance, parts: PageParts): void {
  app.get("/*", { schema: { hide: true } }, (request, reply) => {
    if (!isPerson(request)) return reply.callNotFound();
    return sendMissing(
      parts,
      reply,
      "There is no page at this address. It may have been mistyped, or renamed.",
    );
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error.validation === undefined || !isPerson(request)) throw error;
    const fields = error.validation.map(({ instancePath }) => instancePath.slice(1)).filter(Boolean);
    const what = fields.length === 0 ? "" : ` (${fields.join(", ")})`;
    return sendWords(parts, reply, {
      status: 400,
      title: "Not understood",
      words: `Something in the address or the form is not valid${what}. Go back and choose it again, or start from the goals at risk.`,
      link: { href: "/", text: "To the goals at risk" },
    });
  });
}

/** Browsers ask for HTML; nobody reads the API in one. */
function isPerson({ headers, url }: FastifyRequest): boolean {
  return (headers.accept ?? "").includes("text/html") && !url.startsWith("/v1/");
}
