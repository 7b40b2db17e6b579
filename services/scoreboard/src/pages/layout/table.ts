import type { Html } from "../../html.ts";
import { html } from "../../html.ts";

/** A plain table of texts; the first column names the row, the others hold numbers. */
export function sparseTable(heads: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<table>
    <thead>
      <tr>
        ${heads.map((head, index) => html`<th scope="col" ${index > 0 && html` class="number"`}>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="number">${cell}</td>`))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
