import { commandHeaders } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { ReplayAsked, SettingReplayed } from "./alerts/replay-setting.ts";
import { replayAskedSchema, settingReplayedSchema } from "./alerts/replay-setting.ts";

/** `POST /alert-replays`: what another setting would have told in a time that is past; nothing is sent or written. */
export function registerAlertReplaysRoute(
  app: FastifyInstance,
  replay: (asked: ReplayAsked) => Promise<SettingReplayed>,
): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/alert-replays",
    {
      schema: {
        summary:
          "Replay alerts with another setting: how many it would have sent, to whom, and how many were right",
        headers: commandHeaders,
        body: replayAskedSchema,
        response: { 200: settingReplayedSchema },
      },
    },
    ({ body }) => replay(body),
  );
}
