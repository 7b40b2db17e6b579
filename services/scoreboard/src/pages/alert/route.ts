import { windowDates } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import { readAlertHistory } from "../../reading/alert-history.ts";
import type { AlertStep } from "../../reading/alert-life.ts";
import { readAlert } from "../../reading/board.ts";
import { checkInDueAt, readCheckIns } from "../../reading/check-ins.ts";
import { readAssessments, saidLately } from "../../reading/goal-decisions.ts";
import { readOverrides } from "../../reading/overrides.ts";
import type { AlertReading, Moment } from "../../reading/readings.ts";
import type { LinkHolder } from "../alerts/acknowledge-form.ts";
import { acknowledgeForm } from "../alerts/acknowledge-form.ts";
import { snoozeForm } from "../alerts/snooze-form.ts";
import { goalName } from "../at-risk/goal-line.ts";
import { alertRow } from "../kpi/view-model.ts";
import { judgementSection } from "../judgement/judgement-section.ts";
import { linkTo } from "../layout/frame.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage, sendWords } from "../page-parts.ts";
import { answerDueLine } from "./answer-due.ts";
import { deliveriesSection } from "./deliveries.ts";
import { figuresLine } from "./figures-line.ts";
import { historySection, withDecisions } from "./history.ts";
import { decisionSteps, optionsSection } from "./options.ts";
import { holderOf, personOf } from "./message-link.ts";

const params = z.object({ alert: z.string() });
const query = z.object({ asOf: z.string().optional(), token: z.string().optional() });

/** `GET /alerts/{alert}`: one alert with its whole message, what happened to it, and the forms that answer it. */
export function alertRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/alerts/:alert", { schema: { hide: true, params, querystring: query } }, (request, reply) => {
      const holder = holderOf(parts, request.params.alert, request.query.token);
      if (holder !== null && "refused" in holder) return sendWords(parts, reply, holder.refused);
      return sendPage(parts, { request, reply }, async (moment) => {
        const alert = await readAlert(parts.reading, request.params.alert, moment);
        if (alert === undefined) return undefined;
        const person = holder === null ? null : { ...holder, ...personOf(parts, holder.person) };
        const [due, figures, options, history, decided, judged, deliveries] = await Promise.all([
          answerDueLine(parts.reading, alert, moment),
          figuresLine(parts.reading, alert, moment),
          optionsSection(parts.reading, alert, { moment, holder: person }),
          readAlertHistory(parts.reading, alert.alert, moment),
          decisionSteps(parts.reading, alert, { moment, holder: person }),
          judgedSection(parts, alert, { moment, holder: person }),
          deliveriesSection(parts.reading, alert.alert, moment),
        ]);
        const content = alertPage({
          alert,
          due,
          figures,
          options,
          history: withDecisions(history, decided),
          judged,
          deliveries,
          moment,
          holder: person,
        });
        return { name: "alerts", title: alert.kpi.name, query: {}, content };
      });
    });
}

interface AlertPage {
  readonly alert: AlertReading;
  readonly due: Html | false;
  readonly figures: Html | false;
  readonly options: Html | false;
  readonly history: readonly AlertStep[];
  readonly judged: Html | null;
  readonly deliveries: Html | false;
  readonly moment: Moment;
  /** Who came by a message's link; null: anybody. */
  readonly holder: LinkHolder | null;
}

function alertPage(page: AlertPage): Html {
  const { alert, due, figures, options, history, judged, deliveries, moment, holder } = page;
  const row = alertRow(alert);
  return html`<p class="crumbs">
      ${alert.kpi.agency ? `${alert.kpi.agency} › ` : ""}to ${alert.owner.email ?? alert.owner.name}
    </p>
    <h1>${row.what}</h1>
    <p class="lead">${row.title}. ${row.state}</p>
    ${due} ${messageLines(alert).map((line) => html`<p>${line}</p>`)} ${figures}
    <p>
      <a href="${linkTo(`/kpis/${alert.kpi.id}`, moment, row.open ? { goal: alert.goal } : {})}"
        >${goalName(alert.kpi.name, alert.apart)} as it stands</a
      >
      · <a href="${alert.evidence}">the evidence it was raised on</a>${
        alert.outcome !== null &&
        html` ·
          <a href="${linkTo(`/goals/${alert.goal}/lookback`, moment)}">looking back on the goal</a>`
      }
    </p>
    ${options} ${judged} ${row.open && moment.latest && answers(alert, moment, holder)}
    ${historySection(history, moment)} ${deliveries}`;
}

/** What is said of the goal of an alert that has not ended. */
async function judgedSection(
  { reading }: PageParts,
  { alert, goal, clearedPeriod, outcome }: AlertReading,
  { moment, holder }: Pick<AlertPage, "moment" | "holder">,
): Promise<Html | null> {
  const plan = reading.plan.now();
  const defined = plan.goals.get(goal)?.definition;
  if (defined === undefined || clearedPeriod !== null || outcome !== null) return null;
  if (reading.plan.isPrivate(goal)) return null;
  const [assessments, checkIns, overrides] = await Promise.all([
    readAssessments(reading, moment, [goal]),
    readCheckIns(reading, moment, { goals: [goal] }),
    readOverrides(reading, moment, [goal]),
  ]);
  const said = checkIns.get(goal) ?? [];
  const assessment = saidLately(assessments.get(goal), moment);
  return judgementSection({
    from: windowDates(defined.window).from,
    chance: assessment?.pHit ?? null,
    chancePeriod: assessment?.period ?? null,
    checkIns: said,
    override: overrides.get(goal) ?? null,
    due: checkInDueAt(plan, { id: goal, goal: defined, newest: said[0], now: moment.instant }),
    disabled: defined.checkIns === false,
    moment,
    form: moment.latest ? { of: `/alerts/${alert}`, back: "/alerts", holder } : null,
  });
}

/** What a person can answer; whoever has answered may change it. */
function answers({ alert, state }: AlertReading, moment: Moment, holder: LinkHolder | null): Html {
  const form = { alert, moment, back: "/alerts", holder };
  const taken = state === "acknowledged" || state === "recovering";
  return html`<section>
      <h2>${taken ? "Change the plan or the date" : "Take it on"}</h2>
      ${acknowledgeForm(form)}
    </section>
    <section>
      <details>
        <summary>Put it off instead</summary>
        ${snoozeForm(form)}
      </details>
    </section>`;
}

/** The message without what the page says already: its headline, the owner and the link. */
function messageLines({ message, headline }: AlertReading): readonly string[] {
  const lines = message.split("\n").map((line) => line.trim());
  return lines.filter(
    (line) => line !== "" && line.replace(/\.$/, "") !== headline && !line.startsWith("Owner: "),
  );
}
