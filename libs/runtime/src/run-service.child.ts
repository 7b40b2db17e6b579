import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { MilepostError } from "./errors.ts";
import { runService } from "./run-service.ts";
import type { Service } from "./service.ts";
import { inSpan } from "./telemetry.ts";
import { listenerSettings, listenerShape } from "./service-settings.ts";
import { onStopSignal } from "./stop-signal.ts";

const schema = z
  .object({
    /** Whether openings fail until the process gets SIGUSR2. */
    AWAY: z.enum(["0", "1"]).default("0"),
    FAILS_FOR_GOOD: z.enum(["0", "1"]).default("0"),
    HANGS: z.enum(["0", "1"]).default("0"),
    SECRET: z.string().default(""),
    ...listenerShape({ port: 0, logLevel: "info" }),
  })
  .transform((env) => ({ ...listenerSettings(env), env }));

let opened = 0;
let isBack = false;
process.once("SIGUSR2", () => {
  isBack = true;
});
const timer = setInterval(() => undefined, 60_000);

/** A service without a purpose, for the tests of how services run. */
const service: Service<z.output<typeof schema>> = {
  name: "idle",
  schema,
  shown: ({ env: { SECRET: _secret, ...env } }) => env,
  api: { title: "Idle", version: "1", description: "Does nothing", examples: { responses: {}, problem: {} } },
  open: async ({ env }, { lifecycle, logger, telemetry }) => {
    if (env.FAILS_FOR_GOOD === "1")
      throw new MilepostError("config_invalid", "THE_SETTING is wrong; mend it");
    opened += 1;
    if (env.AWAY === "1" && !isBack) {
      throw new MilepostError("log_unavailable", `the log is away (${opened})`, { retryable: true });
    }
    const over = Promise.withResolvers<string>();
    lifecycle.own("part", {
      close: () => {
        logger.info({ opened }, "part closed");
        return env.HANGS === "1" ? new Promise(() => undefined) : Promise.resolve();
      },
    });
    return {
      over: over.promise,
      register: async (app) => {
        app.get("/opened", () => ({ opened }));
        app.get("/slow", async () => {
          logger.info({}, "slow began");
          await delay(1_000);
          return { done: true };
        });
        app.post("/trace", async () => {
          const work = { name: "work", attributes: { part: "child" } };
          const inside = await inSpan(telemetry, work, async () => telemetry.traceparent());
          return { outside: telemetry.traceparent(), inside };
        });
        app.post("/over", () => (over.resolve("the ground moved"), { ok: true }));
      },
    };
  },
};

const [environment = "{}", ...args] = process.argv.slice(2);
const code = await runService(service, {
  args,
  environment: JSON.parse(environment) as Record<string, string>,
  stopping: onStopSignal(process),
  say: (line) => void process.stderr.write(`${line}\n`),
  drainLimitMs: 3_000,
});
clearInterval(timer);
process.exit(code);
