import type { Message, MessageImage, MessageItem } from "../index.ts";
import { noteOf, subjectOf } from "../words.ts";

/** A picture of a mail, by the name under which its HTML shows it. */
export interface InlineImage extends MessageImage {
  readonly cid: string;
}

/** A mail's HTML with the pictures that it shows. */
export interface HtmlBody {
  readonly html: string;
  readonly images: readonly InlineImage[];
}

// Mail programs know neither style sheets nor much of CSS: everything stands at its element.
const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";
const PAGE = `${FONT};font-size:16px;line-height:1.5;color:#1b1b1b;max-width:640px;margin:0 auto;padding:16px`;
const NOTE = "border:2px solid #8a5a00;padding:8px 12px;margin:0 0 16px";
const GROUP = "font-size:14px;color:#555;margin:28px 0 4px;text-transform:none;border-bottom:1px solid #ddd";
const HEADLINE = "font-size:18px;line-height:1.35;margin:16px 0 4px";
const LINE = "margin:4px 0";
const CAPTION = "font-size:13px;line-height:1.4;color:#555";
const BUTTON =
  "display:inline-block;background:#1f4e79;color:#ffffff;text-decoration:none;padding:9px 16px;border-radius:4px";

/** A message as a mail's HTML; charts are pictures that the mail itself brings. */
export function htmlBody(message: Message): HtmlBody {
  const images: InlineImage[] = [];
  const show = (item: MessageItem): string => {
    if (item.image === null) return "";
    const cid = `chart-${images.length + 1}@milepost`;
    const image = { ...item.image(), cid };
    images.push(image);
    const { width, height, alt, caption } = image;
    const beneath = caption === undefined ? "" : `<br><span style="${CAPTION}">${escapeHtml(caption)}</span>`;
    const size = `width="${width}" height="${height}"`;
    return `<p style="margin:10px 0"><img src="cid:${cid}" ${size} alt="${escapeHtml(alt)}" style="max-width:100%;height:auto;border:0">${beneath}</p>`;
  };
  const note = noteOf(message);
  const groups = message.groups.map(({ title, items }) => {
    const head = title === null ? "" : `<p style="${GROUP}">${escapeHtml(title)}</p>`;
    return head + items.map((item) => itemHtml(item, show(item))).join("");
  });
  const subject = escapeHtml(subjectOf(message));
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${subject}</title></head><body style="margin:0;background:#ffffff"><div style="${PAGE}">${note === null ? "" : `<p style="${NOTE}">${escapeHtml(note)}</p>`}${groups.join("")}</div></body></html>`;
  return { html, images };
}

function itemHtml({ headline, lines, link }: MessageItem, picture: string): string {
  const text = lines.map((line) => `<p style="${LINE}">${escapeHtml(line)}</p>`).join("");
  const button =
    link === null
      ? ""
      : `<p style="margin:12px 0 4px"><a href="${escapeHtml(link.url)}" style="${BUTTON}">${escapeHtml(link.text)}</a></p>`;
  return `<h2 style="${HEADLINE}">${escapeHtml(headline)}</h2>${text}${picture}${button}`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
