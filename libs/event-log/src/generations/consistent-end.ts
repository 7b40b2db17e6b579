import { REFERRING_FIRST } from "@milepost/contracts";
import type { Position, Topic } from "@milepost/contracts";

/**
 * A position below which everything is that records below it refer to, though it is read while others append: the ends
 * of what refers are read before the ends of what is referred to.
 */
export async function consistentEnd(
  readEnd: (topics: readonly Topic[]) => Promise<Position>,
  topics: readonly Topic[] = REFERRING_FIRST,
): Promise<Position> {
  let position: Position = {};
  for (const topic of REFERRING_FIRST.filter((one) => topics.includes(one)))
    position = { ...position, ...(await readEnd([topic])) };
  return position;
}
