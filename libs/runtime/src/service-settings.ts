import { z } from "zod";
import { telemetrySettings, telemetryShape } from "./telemetry-settings.ts";
import type { TelemetrySettings } from "./telemetry-settings.ts";
import { killAtSetting } from "./kill-at.ts";
import type { KillAt } from "./kill-at.ts";
import type { LogLevel } from "./logger.ts";

const LOOPBACK = ["127.0.0.1", "localhost", "::1"];
const HIGHEST_PORT = 65_535;

/** A port as a setting writes it; 0 is any free one. */
export function portSetting(standard: number): z.ZodType<number, string | undefined> {
  return z
    .string()
    .optional()
    .transform((text, context) => {
      const number = text === undefined ? standard : Number(text);
      if ((text === undefined || /^\d+$/.test(text)) && number <= HIGHEST_PORT) return number;
      context.addIssue({
        code: "custom",
        message: `"${text}" is no port; give a number from 0 to ${HIGHEST_PORT}`,
      });
      return z.NEVER;
    });
}

/** Settings of every process that listens, by the names of the environment. */
export function listenerShape(standard: { readonly port: number; readonly logLevel: LogLevel }) {
  return {
    MILEPOST_HOST: z
      .string()
      .default("127.0.0.1")
      .refine((host) => LOOPBACK.includes(host), {
        message:
          "listening beyond loopback needs API tokens, which this version does not have; " +
          "keep 127.0.0.1 and put a proxy that signs people in before it",
      }),
    MILEPOST_PORT: portSetting(standard.port),
    MILEPOST_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default(standard.logLevel),
    MILEPOST_TEST_KILL_AT: killAtSetting,
    ...telemetryShape,
  } as const;
}

/** What every process that listens is set to. */
export interface ListenerSettings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  readonly telemetry: TelemetrySettings;
  /** For tests: where the process kills itself. */
  readonly killAt: KillAt | undefined;
}

type ListenerEnvironment = z.output<z.ZodObject<ReturnType<typeof listenerShape>>>;

/** The same under the names of the code. */
export function listenerSettings(env: ListenerEnvironment): ListenerSettings {
  return {
    host: env.MILEPOST_HOST,
    port: env.MILEPOST_PORT,
    logLevel: env.MILEPOST_LOG_LEVEL,
    telemetry: telemetrySettings(env),
    killAt: env.MILEPOST_TEST_KILL_AT,
  };
}
