import type { Message } from "./index.ts";

const TEST_NOTE =
  "This is a test of the channel. Nothing is at risk because of it, and nobody has to do anything.";

/** The subject as it is read; a test says so first. */
export function subjectOf({ subject, test }: Message): string {
  return test ? `[Test] ${subject}` : subject;
}

/** What stands before everything else; null: nothing. */
export function noteOf({ test }: Message): string | null {
  return test ? TEST_NOTE : null;
}

/** The whole message as plain text; nothing in it can fail to be made. */
export function plainText(message: Message): string {
  const note = noteOf(message);
  const groups = message.groups.map(({ title, items }) =>
    [
      ...(title === null ? [] : [title, "=".repeat(title.length)]),
      ...items.map(({ headline, lines, link }) =>
        [headline, ...lines, ...(link === null ? [] : [`${link.text}: ${link.url}`])].join("\n"),
      ),
    ].join("\n\n"),
  );
  return [...(note === null ? [] : [note]), ...groups].join("\n\n");
}
