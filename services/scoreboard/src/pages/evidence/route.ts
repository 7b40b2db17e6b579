import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import { lastDate } from "../../reading/board.ts";
import { readDerivedTotal } from "../../reading/derived-total.ts";
import { readExplanation } from "../../reading/explanation.ts";
import { kpiFacts, pagedId } from "../../reading/kpi-facts.ts";
import { linkTo } from "../layout/frame.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import type { EvidenceView, MemberRow } from "./view-model.ts";
import { evidenceView } from "./view-model.ts";

const params = z.object({ kpi: z.string() });
const query = z.object({ asOf: z.string().optional(), period: z.string(), series: z.string().default("") });
const HEADS = ["What", "Value", "Standing", "Brought by", "In the log", "Known since", "Appended"] as const;
const MEMBER_HEADS = ["Member", "Value", "Target"] as const;

/** `GET /kpis/{kpi}/evidence?period=`: every log record behind one number. */
export function evidenceRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/kpis/:kpi/evidence", { schema: { hide: true, params, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { kpi: id } = request.params;
        const { period, series } = request.query;
        const plan = parts.reading.plan.asOf(lastDate(moment));
        const kpi = plan.kpis.get(id)?.definition;
        if (kpi === undefined) return undefined;
        const asOf = moment.instant;
        const asked = { kpi: id, series, period, plan, asOf };
        const [events, total] = await Promise.all([
          readExplanation(parts.reading, asked),
          readDerivedTotal(parts.store, asked),
        ]);
        const view = evidenceView({
          series,
          total,
          kpi: kpiFacts(plan, { id, kpi, companion: null }, null),
          period,
          events,
          moment,
        });
        const page = linkTo(`/kpis/${pagedId(plan, id)}`, moment);
        const memberPage = (member: string): string =>
          linkTo(`/kpis/${id}/evidence`, moment, { period, series: member });
        const json = linkTo(`/v1/kpis/${id}/explanation`, moment, { period, series });
        const content = evidencePage(view, { page, json, memberPage });
        return {
          name: "kpi",
          title: view.headline,
          query: { period, ...(series !== "" && { series }) },
          content,
        };
      }),
    );
}

interface Links {
  readonly page: string;
  readonly json: string;
  /** Page of a member's evidence. */
  readonly memberPage: (series: string) => string;
}

function evidencePage(view: EvidenceView, { page, json, memberPage }: Links): Html {
  const { headline, members, rows } = view;
  return html`<p class="crumbs"><a href="${page}">Back to the KPI</a></p>
    <h1>${headline}</h1>
    ${members !== null && membersSection(members, memberPage)}
    ${(members === null || rows.length > 0) && recordsSection(view)}
    <p class="quiet"><a href="${json}">The same for programs</a></p>`;
}

function membersSection(members: readonly MemberRow[], memberPage: Links["memberPage"]): Html {
  return html`<p class="lead">
      This total is derived: it is made from its members, and unknown where one of them is. Each of them leads
      to the records behind it.
    </p>
    <table class="cards">
      <thead>
        <tr>
          ${MEMBER_HEADS.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${members.map(
          ({ series, actual, target }) =>
            html`<tr>
              <th scope="row"><a href="${memberPage(series)}">${series}</a></th>
              <td data-head="${MEMBER_HEADS[1]}">${actual}</td>
              <td data-head="${MEMBER_HEADS[2]}">${target}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

function recordsSection({ members, rows }: EvidenceView): Html {
  return html`<p class="lead">
      ${
        members === null
          ? "Every record of the log that speaks of this number, in the log's order. The newest accepted one counts that means what the KPI means; nothing is ever overwritten."
          : "What was reported as a total is kept, in the log's order; none of it counts."
      }
    </p>
    ${rows.length === 0 && html`<p>Nothing is recorded: the value is unknown, not 0.</p>`}
    <table class="cards">
      <thead>
        <tr>
          ${HEADS.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${row.what}</th>
              ${[row.value, row.standing, row.brought, row.place, row.known, row.appended].map(
                (text, index) => html`<td data-head="${HEADS[index + 1]}">${text}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>`;
}
