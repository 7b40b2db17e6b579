import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readGoals } from "../../reading/board.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import type { Group } from "./goal-line.ts";
import { atRiskPage } from "./view.ts";
import { atRiskView } from "./view-model.ts";

const GROUPS: ReadonlySet<string> = new Set<Group>([
  "doubt",
  "miss",
  "course",
  "missed",
  "reached",
  "unknown",
]);
const chosen = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text === "" ? null : text));

const query = z.object({
  asOf: z.string().optional(),
  agency: chosen,
  category: chosen,
  owner: chosen,
  changed: z.string().optional(),
  show: z.string().optional(),
});

/** `GET /`: the goals at risk. */
export function atRiskRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/", { schema: { hide: true, querystring: query } }, (request, reply) => {
      const { agency, category, owner, changed, show } = request.query;
      const filter = { agency, category, owner, changed: changed === "1" };
      return sendPage(parts, { request, reply }, async (moment) => {
        const view = atRiskView({ ...(await readGoals(parts.reading, moment)), moment, filter });
        const kept = queryOf({ agency, category, owner, changed: filter.changed ? "1" : null });
        const opened = new Set((show ?? "").split(",").filter((group): group is Group => GROUPS.has(group)));
        return {
          name: "at-risk",
          title: "At risk",
          query: kept,
          content: atRiskPage({ view, moment, opened, query: kept }),
        };
      });
    });
}

function queryOf(fields: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== null),
  );
}
