import type { Context, SpanContext } from "@opentelemetry/api";
import type * as TraceSdk from "@opentelemetry/sdk-trace";
import type { OpenSpan, SpanOptions, Telemetry } from "./telemetry.ts";
import { noTelemetry } from "./telemetry.ts";
import type { TelemetrySettings } from "./telemetry-settings.ts";

/** Sending what is left at the end may take this long. */
const CLOSE_LIMIT_MS = 3_000;
const EXPORT_DELAY_MS = 1_000;
const SAMPLED = 1;

export interface TelemetryOptions {
  readonly settings: TelemetrySettings;
  readonly service: string;
  readonly version: string;
  readonly instance: string;
}

/** Traces over OTLP/HTTP where the settings name an endpoint; without one the SDK is not even loaded. */
export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  if (options.settings.endpoint === undefined) return noTelemetry;
  const [api, { parseTraceParent }, { AsyncLocalStorageContextManager }, provider] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/core"),
    import("@opentelemetry/context-async-hooks"),
    openProvider(options),
  ]);
  const tracer = provider.getTracer("milepost", options.version);
  const contexts = new AsyncLocalStorageContextManager().enable();
  const KINDS = {
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    producer: api.SpanKind.PRODUCER,
    consumer: api.SpanKind.CONSUMER,
    internal: api.SpanKind.INTERNAL,
  };
  const contextFor = ({ parent }: SpanOptions): Context => {
    const remote = parent === undefined ? null : parseTraceParent(parent);
    if (remote === null) return contexts.active();
    return api.trace.setSpanContext(api.ROOT_CONTEXT, { ...remote, isRemote: true });
  };
  const begin = (name: string, options: SpanOptions & { readonly startTime?: number }) => {
    const { kind = "internal", attributes = {}, startTime } = options;
    const context = contextFor(options);
    const timed = startTime === undefined ? {} : { startTime };
    const span = tracer.startSpan(name, { kind: KINDS[kind], attributes, ...timed }, context);
    return { span, context: api.trace.setSpan(context, span) };
  };
  return {
    isOn: true,
    traceparent: () => traceparentOf(api.trace.getSpanContext(contexts.active())),
    begin: (name, options = {}): OpenSpan => {
      const { span, context } = begin(name, options);
      return {
        run: (work) => contexts.with(context, work),
        end: ({ attributes = {}, error } = {}) => {
          span.setAttributes(attributes);
          if (error !== undefined) {
            span.setStatus({ code: api.SpanStatusCode.ERROR, message: messageOf(error) });
          }
          span.end();
        },
      };
    },
    past: (name, { startedAt, endedAt, ...options }) =>
      begin(name, { ...options, startTime: startedAt }).span.end(endedAt),
    close: async () => {
      const timer = AbortSignal.timeout(CLOSE_LIMIT_MS);
      const late = new Promise<void>((resolve) => timer.addEventListener("abort", () => resolve()));
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      contexts.disable();
    },
  };
}

async function openProvider({ settings, service, version, instance }: TelemetryOptions) {
  const [sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const own = resources.resourceFromAttributes({
    "service.namespace": "milepost",
    "service.name": service,
    "service.version": version,
    "service.instance.id": instance,
  });
  // What OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say goes before.
  const said = resources.detectResources({ detectors: [resources.envDetector] });
  return new sdk.TracerProvider({
    resource: resources.defaultResource().merge(own).merge(said),
    sampler: samplerOf(sdk, settings),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter(),
        scheduledDelayMillis: EXPORT_DELAY_MS,
      }),
    ],
  });
}

function samplerOf(sdk: typeof TraceSdk, { sampler, ratio }: TelemetrySettings): TraceSdk.Sampler {
  switch (sampler) {
    case "always_on":
      return new sdk.AlwaysOnSampler();
    case "always_off":
      return new sdk.AlwaysOffSampler();
    case "traceidratio":
      return new sdk.TraceIdRatioBasedSampler(ratio);
    case "parentbased_always_on":
      return new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() });
    case "parentbased_always_off":
      return new sdk.ParentBasedSampler({ root: new sdk.AlwaysOffSampler() });
    case "parentbased_traceidratio":
      return new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) });
  }
}

function traceparentOf(span: SpanContext | undefined): string | undefined {
  if (span === undefined || (span.traceFlags & SAMPLED) === 0) return undefined;
  return `00-${span.traceId}-${span.spanId}-01`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
