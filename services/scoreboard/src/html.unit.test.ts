import { expect, it } from "vitest";
import { html, trusted } from "./html.ts";

it("text from outside is escaped in content and attributes, pieces of html are not", () => {
  const name = `<script>"it's" & more`;
  const escaped = "&lt;script&gt;&quot;it&#39;s&quot; &amp; more";
  expect(html`<p title="${name}">${name}${html`<b>${1}</b>`}</p>`.safe).toBe(
    `<p title="${escaped}">${escaped}<b>1</b></p>`,
  );
  expect(html`${trusted("<svg/>")}`.safe).toBe("<svg/>");
});

it("nothing, false and empty lists print nothing; 0 prints 0", () => {
  expect(html`<i>${null}${undefined}${false}${[]}${0}</i>`.safe).toBe("<i>0</i>");
});

it("line breaks of the template weigh one space, line breaks of text stay", () => {
  expect(
    html`<p>
      <b>${"a\n  b"}</b>
    </p>`.safe,
  ).toBe("<p> <b>a\n  b</b> </p>");
});
