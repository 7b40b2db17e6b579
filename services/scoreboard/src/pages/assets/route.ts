import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { AssetPaths } from "../layout/frame.ts";

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
}

const require = createRequire(import.meta.url);
const style = asset(
  "style.css",
  "text/css; charset=utf-8",
  join(import.meta.dirname, "..", "..", "assets", "style.css"),
);
const script = asset(
  "htmx.js",
  "text/javascript; charset=utf-8",
  require.resolve("htmx.org/dist/htmx.min.js"),
);

/** Where pages find style sheet and script; the names change with the content. */
export const assetPaths: AssetPaths = { style: style.path, script: script.path };

/** Serves style sheet and script; browsers may keep them for good. */
export function assetRoutes(app: FastifyInstance): void {
  for (const { path, type, body } of [style, script]) {
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply.type(type).header("cache-control", "public, max-age=31536000, immutable").send(body),
    );
  }
}

function asset(name: string, type: string, file: string): Asset {
  const body = readFileSync(file);
  const digest = createHash("sha256").update(body).digest("hex").slice(0, 12);
  return { path: `/assets/${digest}/${name}`, type, body };
}
