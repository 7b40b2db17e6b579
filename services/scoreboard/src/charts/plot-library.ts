import { createRequire } from "node:module";
import type * as Plot from "@observablehq/plot";
import type * as Linkedom from "linkedom";

const require = createRequire(import.meta.url);

/** What draws charts. It is loaded with the first of them: with the page it draws on it would be a quarter of a start's work. */
export function plotLibrary(): typeof Plot {
  return require("@observablehq/plot") as typeof Plot;
}

let page: object | undefined;

/** An empty page to draw on. */
export function drawingDocument(): object {
  if (page === undefined) {
    const { parseHTML } = require("linkedom") as typeof Linkedom;
    page = parseHTML("<!doctype html><html><body></body></html>").document as unknown as object;
  }
  return page;
}
