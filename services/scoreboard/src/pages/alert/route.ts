import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import { readAlert } from "../../reading/board.ts";
import type { AlertReading, Moment } from "../../reading/readings.ts";
import { acknowledgeForm } from "../alerts/acknowledge-form.ts";
import { alertRow } from "../kpi/view-model.ts";
import { linkTo } from "../layout/frame.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";

const params = z.object({ alert: z.string() });
const query = z.object({ asOf: z.string().optional() });

/** `GET /alerts/{alert}`: one alert with its whole message, and the form that takes it on. */
export function alertRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/alerts/:alert", { schema: { hide: true, params, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const alert = await readAlert(parts.reading, request.params.alert, moment);
        if (alert === undefined) return undefined;
        return { name: "alerts", title: alert.kpi.name, query: {}, content: alertPage(alert, moment) };
      }),
    );
}

function alertPage(alert: AlertReading, moment: Moment): Html {
  const row = alertRow(alert);
  const waits = row.open && alert.acknowledgement === null && moment.latest;
  return html`<p class="crumbs">${alert.kpi.agency} › to ${alert.owner.email ?? alert.owner.name}</p>
    <h1>${row.what}</h1>
    <p class="lead">${row.title}. ${row.state}</p>
    ${messageLines(alert).map((line) => html`<p>${line}</p>`)}
    <p>
      <a href="${linkTo(`/kpis/${alert.kpi.id}`, moment)}">${alert.kpi.name} as it stands</a> ·
      <a href="${alert.evidence}">the evidence it was raised on</a>
    </p>
    ${
      waits &&
      html`<section>
        <h2>Take it on</h2>
        ${acknowledgeForm({ alert: alert.alert, moment, back: "/alerts" })}
      </section>`
    }`;
}

/** The message without what the page says already: its headline, the owner and the link. */
function messageLines({ message, headline }: AlertReading): readonly string[] {
  const lines = message.split("\n").map((line) => line.trim());
  return lines.filter(
    (line) => line !== "" && line.replace(/\.$/, "") !== headline && !line.startsWith("Owner: "),
  );
}
