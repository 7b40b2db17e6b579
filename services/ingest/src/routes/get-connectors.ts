import { connectorSchema, runCompletedData } from "@milepost/contracts";
import type { Connector, RunCompletedData } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";

const runSummary = runCompletedData.omit({ problems: true });

const schema = {
  summary: "The plan's connectors, each with its last run",
  querystring: z.strictObject({}),
  response: {
    200: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          definition: connectorSchema,
          running: z.boolean(),
          lastRun: runSummary.nullable(),
        }),
      ),
      next: z.string().nullable(),
    }),
  },
};

/** A connector with what it did last. */
export interface ListedConnector {
  readonly id: string;
  readonly definition: Connector;
  readonly running: boolean;
  readonly lastRun: RunCompletedData | null;
}

interface ShownConnector extends Omit<ListedConnector, "lastRun"> {
  readonly lastRun: z.infer<typeof runSummary> | null;
}

/** `GET /connectors`. */
export function registerGetConnectors(
  app: FastifyInstance,
  list: () => Promise<readonly ListedConnector[]>,
): void {
  app.withTypeProvider<ZodTypeProvider>().get("/connectors", { schema }, async () => {
    const items = await list();
    return { items: items.map(shownConnector), next: null };
  });
}

function shownConnector({ lastRun, definition, ...item }: ListedConnector): ShownConnector {
  return { ...item, definition: shown(definition), lastRun: lastRun === null ? null : summaryOf(lastRun) };
}

/** The schema lets unknown fields of a run through, and what it leaves out would be one: problems are listed with the runs. */
function summaryOf({ problems: _problems, ...summary }: RunCompletedData): z.infer<typeof runSummary> {
  return summary;
}

/** The map of a large file would bury the list. */
function shown(definition: Connector): Connector {
  const { kpi } = definition;
  return typeof kpi === "string" ? definition : { ...definition, kpi: { column: kpi.column } };
}
