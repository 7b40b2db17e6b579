import { z } from "zod";

const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

/** OpenTelemetry's own settings, as far as something here decides by them; the exporter reads the others itself. */
export const telemetryShape = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "give an address, such as http://127.0.0.1:4318" })
    .optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "give an address, such as http://127.0.0.1:4318/v1/traces" })
    .optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .literal("http/json", "only http/json is spoken here; collectors take it on port 4318")
    .default("http/json"),
  OTEL_TRACES_EXPORTER: z.enum(["otlp", "none"]).default("otlp"),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS).default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  OTEL_SDK_DISABLED: z.stringbool().default(false),
} as const;

type TelemetryEnvironment = z.output<z.ZodObject<typeof telemetryShape>>;

/** Whether and how much is traced. */
export interface TelemetrySettings {
  readonly endpoint: string | undefined;
  readonly sampler: (typeof SAMPLERS)[number];
  readonly ratio: number;
}

/** Traces are sent when OpenTelemetry's standard settings name where to. */
export function telemetrySettings(env: TelemetryEnvironment): TelemetrySettings {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const isOff = env.OTEL_SDK_DISABLED || env.OTEL_TRACES_EXPORTER === "none";
  return {
    endpoint: isOff ? undefined : endpoint,
    sampler: env.OTEL_TRACES_SAMPLER,
    ratio: env.OTEL_TRACES_SAMPLER_ARG,
  };
}
