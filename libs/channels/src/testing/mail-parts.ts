/** What a received mail holds, decoded. */
export interface MailParts {
  readonly text: string;
  /** With the pictures that the mail brings in their places. */
  readonly html: string;
}

/** Takes apart a mail of the e-mail channel as the server took it: its plain text, and its HTML as a browser shows it. */
export function mailParts(raw: string): MailParts {
  const parts = raw.split(/\r?\n--[^\r\n]+\r?\n/).map(partOf);
  const bodyOf = (type: string): string =>
    parts.find(({ head }) => head.includes(`Content-Type: ${type}`))?.body.toString("utf8") ?? "";
  const pictures = parts.flatMap(({ head, body }) => {
    const [, cid] = /Content-ID: <([^>]+)>/i.exec(head) ?? [];
    return cid === undefined ? [] : [{ cid, body }];
  });
  const html = pictures.reduce(
    (text, { cid, body }) =>
      text.replaceAll(`cid:${cid}`, `data:image/png;base64,${body.toString("base64")}`),
    bodyOf("text/html"),
  );
  return { text: bodyOf("text/plain"), html };
}

interface Part {
  readonly head: string;
  readonly body: Buffer;
}

function partOf(part: string): Part {
  const end = /\r?\n\r?\n/.exec(part);
  if (end === null) return { head: part, body: Buffer.alloc(0) };
  const head = part.slice(0, end.index);
  const body = part.slice(end.index + end[0].length).split(/\r?\n--/)[0] ?? "";
  return { head, body: decoded(head, body) };
}

function decoded(head: string, body: string): Buffer {
  if (/Content-Transfer-Encoding: base64/i.test(head)) return Buffer.from(body, "base64");
  if (!/Content-Transfer-Encoding: quoted-printable/i.test(head)) return Buffer.from(body, "utf8");
  const bytes = body
    .replaceAll(/=\r?\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}
