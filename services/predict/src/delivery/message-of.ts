import { barImage } from "@milepost/channels/bar-image";
import type { Message, MessageImage, MessageItem } from "@milepost/channels";
import type { AlertRaisedData, MessageComposedData, ToldItem } from "@milepost/contracts";
import { chanceText, periodText } from "../alerts/alert-words.ts";

/** Gives the address of a page of ours for one person. */
export type LinkTo = (page: { readonly path: string; readonly alert: string | null }) => string;

/** What a message is put together with besides what was composed. */
export interface MessageParts {
  readonly linkTo: LinkTo;
  /** An alert as it was raised. */
  readonly alertOf: (alert: string) => AlertRaisedData | undefined;
}

/** A composed message as channels send it. */
export function messageOf(
  { message, at, subject, groups }: MessageComposedData,
  parts: MessageParts,
): Message {
  return {
    id: message,
    at,
    subject,
    test: false,
    groups: groups.map(({ title, items }) => ({ title, items: items.map((item) => itemOf(item, parts)) })),
  };
}

function itemOf(item: ToldItem, { linkTo, alertOf }: MessageParts): MessageItem {
  const { headline, lines, page, alert, goal, chances } = item;
  const text = alert === null ? "See it" : "Read it and take it on";
  return {
    headline,
    lines,
    facts: { goal, alert, raised: (alert === null ? undefined : alertOf(alert)) ?? null },
    link: { url: linkTo({ path: page, alert }), text },
    image: chances.length < 2 ? null : () => chanceImage(item),
  };
}

/** The goal's chances month by month, those below the threshold in another colour. */
function chanceImage({ chances, raiseBelow }: ToldItem): MessageImage {
  const threshold = raiseBelow ?? 0;
  const said = chances.map(
    ({ period, chance }) => `${periodText(period)} ${chance === null ? "unknown" : chanceText(chance)}`,
  );
  const [first, last] = [chances.at(0), chances.at(-1)].map((one) => periodText(one?.period ?? ""));
  const dashed =
    raiseBelow === null ? "" : `; dashed: ${chanceText(raiseBelow)}, below which alerts are raised`;
  const image = barImage({
    bars: chances.map(({ chance }) => ({ share: chance, alarming: chance !== null && chance < threshold })),
    threshold,
    alt: `The chance by period: ${said.join(", ")}`,
  });
  return { ...image, caption: `The chance with each period from ${first} to ${last}${dashed}.` };
}
