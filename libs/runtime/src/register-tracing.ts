import type { FastifyInstance } from "fastify";
import type { OpenSpan, Telemetry } from "./telemetry.ts";

/** Looks at the process are no work of its own. */
const UNTRACED: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** Makes a span of each request: it continues the caller's trace (`traceparent`), or begins one. */
export function registerTracing(app: FastifyInstance, telemetry: Telemetry): void {
  if (!telemetry.isOn) return;
  const spans = new WeakMap<object, OpenSpan>();
  app.addHook("onRequest", (request, _reply, done) => {
    const route = request.routeOptions.url ?? "none";
    if (UNTRACED.has(route)) return done();
    const parent = request.headers["traceparent"];
    const span = telemetry.begin(`${request.method} ${route}`, {
      kind: "server",
      parent: typeof parent === "string" ? parent : undefined,
      attributes: {
        "http.request.method": request.method,
        "http.route": route,
        "url.path": pathOf(request.url),
      },
    });
    spans.set(request, span);
    span.run(done);
  });
  // Reading a body leaves the span: its chunks come from the socket.
  app.addHook("preValidation", (request, _reply, done) => {
    const span = spans.get(request);
    return span === undefined ? done() : span.run(done);
  });
  app.addHook("onResponse", async (request, { statusCode }) => {
    const error = statusCode >= 500 ? `answered ${statusCode}` : undefined;
    spans.get(request)?.end({ attributes: { "http.response.status_code": statusCode }, error });
  });
}

function pathOf(url: string): string {
  return url.split("?")[0] ?? url;
}
