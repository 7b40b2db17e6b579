import type { Message, MessageItem } from "../index.ts";
import { noteOf, plainText, subjectOf } from "../words.ts";

/** Slack's limits: blocks in a message, characters in a section and in a header. */
const MOST_BLOCKS = 50;
const SECTION_CHARACTERS = 3_000;
const HEADER_CHARACTERS = 150;

type Block = Readonly<Record<string, unknown>>;

/** A message as Slack's blocks; `text` is what notifications show, and is read as mrkdwn. */
export function slackBody(message: Message): object {
  const note = noteOf(message);
  const blocks: Block[] = [
    { type: "header", text: { type: "plain_text", text: cut(subjectOf(message), HEADER_CHARACTERS) } },
    ...(note === null ? [] : [section(escaped(note))]),
    ...message.groups.flatMap(({ title, items }) => [
      ...(title === null ? [] : [section(`*${escaped(title)}*`)]),
      ...items.flatMap(itemBlocks),
    ]),
  ];
  const shown = blocks.length <= MOST_BLOCKS ? blocks : [...blocks.slice(0, MOST_BLOCKS - 1), REST];
  return { text: escaped(subjectOf(message)), blocks: shown };
}

/** The same without blocks. */
export function plainSlackBody(message: Message): object {
  return { text: escaped(`${subjectOf(message)}\n\n${plainText(message)}`) };
}

const REST: Block = {
  type: "context",
  elements: [{ type: "plain_text", text: "There is more than fits here: see the alerts page." }],
};

function itemBlocks({ headline, lines, link }: MessageItem): readonly Block[] {
  const text = section([`*${escaped(headline)}*`, ...lines.map(escaped)].join("\n"));
  if (link === null) return [text];
  const button = { type: "button", text: { type: "plain_text", text: link.text }, url: link.url };
  return [text, { type: "actions", elements: [button] }];
}

function section(text: string): Block {
  return { type: "section", text: { type: "mrkdwn", text: cut(text, SECTION_CHARACTERS) } };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
