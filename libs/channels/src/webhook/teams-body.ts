import type { Message, MessageItem } from "../index.ts";
import { noteOf, plainText, subjectOf } from "../words.ts";

/** Items that fit into a message of Teams (28 kB) with room to spare. */
const MOST_ITEMS = 20;

type Element = Readonly<Record<string, unknown>>;

/** A message as an Adaptive Card, which Teams' workflows take. */
export function teamsBody(message: Message): object {
  const note = noteOf(message);
  const items = message.groups.flatMap(({ title, items: own }) => [
    ...(title === null ? [] : [text(title, { weight: "bolder", spacing: "large" })]),
    ...own.map(itemContainer),
  ]);
  const rest = items.length <= MOST_ITEMS ? [] : [text("There is more than fits here: see the alerts page.")];
  return card([
    text(subjectOf(message), { size: "large", weight: "bolder" }),
    ...(note === null ? [] : [text(note)]),
    ...items.slice(0, MOST_ITEMS),
    ...rest,
  ]);
}

/** The same as one block of text. */
export function plainTeamsBody(message: Message): object {
  return card([text(`${subjectOf(message)}\n\n${plainText(message)}`)]);
}

function card(body: readonly Element[]): object {
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body,
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return { type: "message", attachments: [attachment] };
}

function itemContainer({ headline, lines, link }: MessageItem): Element {
  const actions =
    link === null
      ? []
      : [
          {
            type: "ActionSet",
            actions: [{ type: "Action.OpenUrl", title: link.text, url: link.url }],
          },
        ];
  return {
    type: "Container",
    separator: true,
    items: [text(headline, { weight: "bolder" }), ...lines.map((line) => text(line)), ...actions],
  };
}

function text(words: string, look: Readonly<Record<string, string>> = {}): Element {
  return { type: "TextBlock", text: escaped(words), wrap: true, ...look };
}

/** A block of text renders markdown: what people wrote must not become a link. Addresses keep their underscores. */
function escaped(words: string): string {
  return words.replaceAll(/https?:\/\/[^\s\\[\]()*~`]+|[\\[\]()*_~`]/g, (found) =>
    found.length > 1 ? found : `\\${found}`,
  );
}
