import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { MilepostError } from "@milepost/runtime";
import { alertActions } from "@milepost/store/queries/alert-actions";
import type { AlertActionsRow } from "@milepost/store/queries/alert-actions";
import { messagesThisWeek } from "@milepost/store/queries/messages-this-week";
import { z } from "zod";
import type { Html } from "../../html.ts";
import { DECIDED } from "../../reading/goal-decisions.ts";
import { deploymentTimeZone } from "../../reading/moments.ts";
import { channelsSection } from "../alerts/channels.ts";
import { addToPlan, firstSteps, isUnplanned } from "../first-steps.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { everybodyPage, myAlertingPage } from "./view.ts";
import { askedThresholds, tryQuery } from "./try-fields.ts";
import { trySection } from "./try-section.ts";
import { myAlertingView } from "./view-model.ts";

const query = z.object({ asOf: z.string().optional(), person: z.string().optional(), ...tryQuery });

/** `GET /my-alerting?person=`: how one person is told of alerts, what to change so that it is otherwise, and what that would have meant. */
export function myAlertingRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/my-alerting", { schema: { hide: true, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { person } = request.query;
        const plan = parts.reading.plan.now();
        const page = { name: "alerts", title: "My alerting" } as const;
        if (person === undefined) {
          if (isUnplanned(plan)) return { ...page, query: {}, content: firstSteps(parts) };
          const people = [...plan.people].map(([id, { name }]) => ({ id, name }));
          return { ...page, query: {}, content: everybodyPage(people, addToPlan(plan, "people"), moment) };
        }
        if (!plan.people.has(person)) return undefined;
        const preferences = (plan.recipients.get(person) ?? plan.recipients.get("default"))?.definition;
        const zone = preferences?.timeZone ?? deploymentTimeZone(plan);
        const [[week], actions, channels] = await Promise.all([
          parts.reading.store.query(messagesThisWeek({ person, zone })),
          parts.reading.reads.query(alertActions(), DECIDED, { decisions: ["alert"] }),
          moment.latest ? (parts.channels?.().catch(() => []) ?? []) : [],
        ]);
        const view = myAlertingView({
          plan,
          person,
          used: week?.messages ?? 0,
          acted: actedOn(actions, person),
        });
        const own = channels.filter(({ channel }) => view.channels.includes(channel));
        const tries = moment.latest && (await triesSection(parts, { ...request.query, person }));
        const content = myAlertingPage(view, { channels: channelsSection(own, moment), tries });
        return { ...page, query: { person }, content };
      }),
    );
}

function actedOn(actions: readonly AlertActionsRow[], person: string): AlertActionsRow | undefined {
  return actions.find(({ scope, name }) => scope === "owner" && name === person);
}

/** The form to try thresholds, and what those would have meant that the address asks for. */
async function triesSection(
  { reading, tryThresholds }: Pick<PageParts, "reading" | "tryThresholds">,
  { person, ...query }: Parameters<typeof askedThresholds>[0] & { readonly person: string },
): Promise<Html> {
  const { alerting, people } = reading.plan.now();
  const { filled, tried } = askedThresholds(query, alerting);
  const began = performance.now();
  const replayed = tried === null ? null : await tryThresholds(tried).catch(unanswered);
  return trySection({
    person,
    filled,
    tried: replayed === "unanswered" ? null : replayed,
    unanswered: replayed === "unanswered",
    tookMs: performance.now() - began,
    ofSome: [alerting.committed, alerting.aspirational, alerting.kinds, alerting.costOfInvestigation].some(
      (one) => one !== undefined,
    ),
    nameOf: (id) => people.get(id)?.name ?? id,
  });
}

/** The page is there without an answer, too: everything else on it holds. */
function unanswered(error: unknown): "unanswered" {
  if (error instanceof MilepostError && error.retryable) return "unanswered";
  throw error;
}
