import { openTraceReceiver } from "./trace-receiver.fixture.ts";
import type { TraceReceiver } from "./trace-receiver.fixture.ts";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { runningService } from "./running-service.fixture.ts";
import type { RunningService } from "./running-service.fixture.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";
/** Refuses to load OpenTelemetry; its bare interfaces come with the metrics anyway. */
const FORBID = `import { registerHooks } from "node:module";
registerHooks({ resolve: (name, context, next) => {
  if (name.startsWith("@opentelemetry/") && name !== "@opentelemetry/api") throw new Error("loads " + name);
  return next(name, context);
} });`;

let receiver: TraceReceiver;
const started: RunningService[] = [];
beforeAll(async () => {
  receiver = await openTraceReceiver();
});
afterEach(() => started.splice(0).forEach(({ signal }) => signal("SIGKILL")));
afterAll(() => receiver.close());

async function start(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly running: RunningService; readonly url: string }> {
  const running = runningService(env);
  started.push(running);
  const { url } = await running.saying("ready");
  return { running, url: String(url) };
}

interface Traced {
  readonly outside?: string;
  readonly inside?: string;
}

async function trace(url: string, traceparent?: string): Promise<Traced> {
  const headers = {
    "content-type": "application/json",
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return (await (await fetch(`${url}/trace`, { method: "POST", headers, body: '{"a":1}' })).json()) as Traced;
}

it("a request continues its caller's trace, and work inside it is its child, also after its body was read", async () => {
  const { running, url } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
  const { outside = "", inside = "" } = await trace(url, `00-${TRACE}-${CALLER}-01`);
  running.signal("SIGTERM");
  expect(await running.exited).toBe(0);
  const spans = receiver.spans().filter(({ traceId }) => traceId === TRACE);
  const [request] = spans.filter(({ name }) => name === "POST /trace");
  const [work] = spans.filter(({ name }) => name === "work");
  expect(request).toMatchObject({
    service: "idle",
    parentSpanId: CALLER,
    attributes: { "http.route": "/trace", "http.response.status_code": 200 },
  });
  expect(work).toMatchObject({ parentSpanId: request?.spanId, attributes: { part: "child" } });
  expect(outside).toBe(`00-${TRACE}-${request?.spanId}-01`);
  expect(inside).toBe(`00-${TRACE}-${work?.spanId}-01`);
});

it("without a caller's trace a request begins one; by ratio none of these is kept, but a caller's still is", async () => {
  const { running, url } = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0",
    OTEL_SERVICE_NAME: "sampled",
  });
  expect(await trace(url)).toEqual({});
  const own = "11111111111111111111111111111111";
  expect((await trace(url, `00-${own}-${CALLER}-01`)).outside).toMatch(new RegExp(`^00-${own}-`));
  running.signal("SIGTERM");
  await running.exited;
  const kept = receiver.spans().filter(({ service }) => service === "sampled");
  expect(new Set(kept.map(({ traceId }) => traceId))).toEqual(new Set([own]));
});

it("a collector that does not answer neither keeps a request nor the end of the process waiting", async () => {
  const { running, url } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
  expect((await trace(url)).outside).toMatch(/^00-/);
  running.signal("SIGTERM");
  expect(await running.exited).toBe(0);
});

it("without an endpoint OpenTelemetry is not even loaded", async () => {
  const forbid = `data:text/javascript,${encodeURIComponent(FORBID)}`;
  const { url } = await start({ NODE_OPTIONS: `--import=${forbid}` });
  expect(await trace(url, `00-${TRACE}-${CALLER}-01`)).toEqual({});
  const traced = runningService({
    NODE_OPTIONS: `--import=${forbid}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
  });
  await traced.exited;
  expect(traced.said()).toContain("loads @opentelemetry/");
});
