import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Html } from "../../html.ts";
import { formBody, sayFromForm } from "../alerts/say-from-form.ts";
import type { Keyed } from "../forms/key-field.ts";
import type { FormFields } from "../forms/take-form.ts";
import { takeForm } from "../forms/take-form.ts";
import type { PageParts } from "../page-parts.ts";
import type { CheckInForm } from "./check-in-form.ts";
import { goalOf } from "./goal-of-alert.ts";

const ofGoal = { hide: true, params: z.object({ goal: z.string() }), body: formBody };
const ofAlert = { hide: true, params: z.object({ alert: z.string() }), body: formBody };

/** A form by which people say something of a goal. */
export interface JudgementForm<Said> {
  /** Last part of its path, such as `check-ins`. */
  readonly path: string;
  readonly fields: FormFields<Said>;
  readonly form: (shown: CheckInForm) => Html;
  /** Gives the command about a goal. */
  readonly say: (goal: string, said: Said & Keyed) => Promise<unknown>;
}

/** `POST /goals/{goal}/…` and `POST /alerts/{alert}/…`: the form behind a goal's page and an alert's; each returns to its page. */
export function judgementRoutes<Said>(
  app: FastifyInstance,
  parts: PageParts,
  { path, fields, form, say }: JudgementForm<Said>,
): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.post(`/goals/:goal/${path}`, { schema: ofGoal }, ({ params, body }, reply) => {
    const { back, ...sent } = body;
    const action = `/goals/${params.goal}/${path}`;
    return takeForm(parts, reply, {
      typed: sent,
      fields,
      form: (filled) => form({ action, back, holder: null, filled }),
      say: (said) => say(params.goal, said),
      to: back,
      link: { href: back, text: "Back" },
    });
  });
  typed.post(`/alerts/:alert/${path}`, { schema: ofAlert }, ({ params, body }, reply) => {
    const { back, ...sent } = body;
    const { alert } = params;
    return sayFromForm(parts, reply, {
      alert,
      back,
      typed: sent,
      fields,
      form: (shown) => form({ ...shown, action: `/alerts/${alert}/${path}` }),
      say: async (said) => say(await goalOf(parts, alert), said),
    });
  });
}
