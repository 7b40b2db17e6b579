import type { Position } from "@milepost/contracts";

/** The condition that lets in observation events below a position alone; without their topic in it, none. */
export function belowPosition(position: Position): {
  readonly condition: string;
  readonly params: Readonly<Record<string, number>>;
} {
  const ends = Object.entries(position).flatMap(([key, offset]) => {
    const [topic, partition] = key.split("/");
    return topic === "observations" ? [{ partition: Number(partition), offset }] : [];
  });
  if (ends.length === 0) return { condition: "0", params: {} };
  const condition = ends
    .map(({ partition }) => `log_partition = ${partition} AND log_offset < {end${partition}:UInt64}`)
    .join(" OR ");
  return {
    condition,
    params: Object.fromEntries(ends.map(({ partition, offset }) => [`end${partition}`, offset])),
  };
}
