import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { messagesThisWeek } from "@milepost/store/queries/messages-this-week";
import { z } from "zod";
import { deploymentTimeZone } from "../../reading/moments.ts";
import { channelsSection } from "../alerts/channels.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { everybodyPage, myAlertingPage } from "./view.ts";
import { myAlertingView } from "./view-model.ts";

const query = z.object({ asOf: z.string().optional(), person: z.string().optional() });

/** `GET /my-alerting?person=`: how one person is told of alerts, and what to change so that it is otherwise. */
export function myAlertingRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/my-alerting", { schema: { hide: true, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { person } = request.query;
        const plan = parts.reading.plan.now();
        const page = { name: "alerts", title: "My alerting" } as const;
        if (person === undefined) {
          const people = [...plan.people].map(([id, { name }]) => ({ id, name }));
          return { ...page, query: {}, content: everybodyPage(people, moment) };
        }
        if (!plan.people.has(person)) return undefined;
        const preferences = (plan.recipients.get(person) ?? plan.recipients.get("default"))?.definition;
        const zone = preferences?.timeZone ?? deploymentTimeZone(plan);
        const [[week], channels] = await Promise.all([
          parts.reading.store.query(messagesThisWeek({ person, zone })),
          moment.latest ? (parts.channels?.().catch(() => []) ?? []) : [],
        ]);
        const view = myAlertingView({ plan, person, used: week?.messages ?? 0 });
        const own = channels.filter(({ channel }) => view.channels.includes(channel));
        const content = myAlertingPage(view, channelsSection(own, moment));
        return { ...page, query: { person }, content };
      }),
    );
}
