import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { exampleLabel, parsePeriod } from "@milepost/contracts";
import type { Grain } from "@milepost/contracts";
import { countingVersions } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import { explainedEventRow } from "@milepost/store/explain-observation";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { readDerivedTotal } from "../reading/derived-total.ts";
import type { DerivedTotal } from "../reading/derived-total.ts";
import { readExplanation } from "../reading/explanation.ts";
import type { NumberWanted } from "../reading/explanation.ts";
import { currentOf, readAccepted } from "../reading/kpi-readings.ts";
import { instantOf, momentField, planAt } from "./as-of.ts";
import { requireKpi } from "./known-ids.ts";

const parts = {
  actual: z.number().nullable().describe("In the KPI's unit; null: unknown"),
  planned: z.number().nullable(),
  numerator: z.number().nullable().describe("Parts of the actual; null: none are known"),
  denominator: z.number().nullable(),
};
const derivedSchema = z
  .object({
    ...parts,
    members: z.array(
      z.object({
        ...parts,
        series: z.string(),
        explanation: z.string().describe("Address of what explains this one"),
      }),
    ),
  })
  .describe(
    "A total that is made from its members; null: it is none. Where it is one, the events beside it are reported totals, which count nowhere",
  );

const schema = {
  summary: "From a number to every version, log record and connector run behind it",
  params: z.object({ kpi: z.string() }),
  querystring: z.strictObject({
    period: z.string().describe("Period label on the KPI's grain, such as 2014-09"),
    series: z.string().optional().describe("Sorted dimension=member list; without it: the total"),
    asOf: momentField,
  }),
  response: {
    200: z
      .object({
        kpi: z.string(),
        name: z.string(),
        unit: z.string(),
        period: z.string(),
        series: z.string(),
        derived: derivedSchema.nullable(),
        events: z.array(
          explainedEventRow.extend({
            other_meaning: z
              .string()
              .nullable()
              .describe(
                "What the definition that judged it said otherwise, such as `currency EUR`: it does not count, whatever its standing; null: it means the same",
              ),
          }),
        ),
      })
      .meta({ id: "Explanation" }),
  },
};

/** `GET /kpis/{kpi}/explanation` */
export function getExplanation(app: FastifyInstance, board: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/kpis/:kpi/explanation", { schema }, async (request) => {
    const { kpi } = request.params;
    const { period, series = "" } = request.query;
    const asOf = instantOf("asOf", request.query.asOf, board);
    const defined = await requireKpi(kpi, board, { asOf });
    const plan = planAt({ asOf }, board);
    const { name, unit, grain } = (plan.kpis.get(kpi) ?? defined).definition;
    refuseOtherGrain(period, grain);
    const asked = { kpi, series, period, plan, asOf };
    const [events, total] = await Promise.all([
      readExplanation(board, asked),
      readDerivedTotal(board.store, asked),
    ]);
    if (events.length === 0 && total === null) {
      const members = series === "" ? await membersWithValues(board, asked) : "";
      throw new MilepostError(
        "not_found",
        `Nothing is recorded for "${kpi}" in ${period}: the period is unknown, not 0${members}`,
      );
    }
    const derived =
      total === null ? null : withAddresses(total, `/v1/kpis/${kpi}/explanation`, request.query);
    return { kpi, name, unit, period, series, derived, events: [...events] };
  });
}

/** Most members that are named where a total was not reported. */
const MEMBERS_NAMED = 5;

/** What stands of a total's members where nobody reported the total itself; empty: none has a value. */
async function membersWithValues(
  { reads }: BoardParts,
  { kpi, period, plan, asOf }: NumberWanted,
): Promise<string> {
  const accepted = await readAccepted(reads, {
    kpis: [kpi],
    asOf,
    versions: countingVersions(plan, [kpi]),
  });
  const known = currentOf(accepted).filter(
    (one) => one.series !== "" && one.period_label === period && one.value !== null,
  );
  const members = [...new Set(known.map((one) => one.series))];
  if (members.length === 0) return "";
  const more = members.length > MEMBERS_NAMED ? ` and ${members.length - MEMBERS_NAMED} more` : "";
  return `; nobody reported the total; members have values: ${members.slice(0, MEMBERS_NAMED).join(" | ")}${more}`;
}

/** A total whose members say where they are explained themselves, as of the same moment. */
function withAddresses(
  total: DerivedTotal,
  path: string,
  { period, asOf }: { readonly period: string; readonly asOf?: string | undefined },
): z.infer<typeof derivedSchema> {
  const addressOf = (series: string): string =>
    `${path}?${new URLSearchParams({ period, series, ...(asOf !== undefined && { asOf }) }).toString()}`;
  return {
    ...total,
    members: total.members.map((member) => ({ ...member, explanation: addressOf(member.series) })),
  };
}

function refuseOtherGrain(period: string, grain: Grain): void {
  if (parsePeriod(period, grain) !== undefined) return;
  const problem = {
    field: "querystring.period",
    code: "not_on_grain",
    message: `"${period}" is no ${grain}`,
    fix: `give a ${grain} such as ${exampleLabel(grain)}`,
  };
  throw new MilepostError("invalid_input", "The period is not on the KPI's grain", {
    details: { problems: [problem] },
  });
}
