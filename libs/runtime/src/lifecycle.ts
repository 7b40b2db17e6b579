import type { Logger } from "./logger.ts";

/** Something that must be let go of at the end. */
export interface Closeable {
  close(): Promise<void>;
}

/** Collects what was opened and closes it in reverse order. */
export interface Lifecycle extends Closeable {
  /** Takes over the closing of a part, which is closed at once where everything else was; returns the part. */
  own<Part extends Closeable>(name: string, part: Part): Part;
  /** The part that is being closed and those that wait for it, in their order; none when nothing is left. */
  open(): readonly string[];
}

/** Opens a lifecycle; closing twice closes once, and one failing part does not keep the others open. */
export function createLifecycle(logger: Logger): Lifecycle {
  const parts: { name: string; part: Closeable }[] = [];
  let closing: Promise<void> | undefined;
  let isClosed = false;
  const closePart = async (name: string, part: Closeable): Promise<void> =>
    part.close().catch((error: unknown) => logger.error({ err: error, part: name }, "closing failed"));
  const closeAll = async (): Promise<void> => {
    for (let last = parts.at(-1); last !== undefined; last = parts.at(-1)) {
      await closePart(last.name, last.part);
      parts.splice(parts.indexOf(last), 1);
    }
    isClosed = true;
  };
  return {
    own: (name, part) => {
      // It was still being opened when everything was given up.
      if (isClosed) void closePart(name, part);
      else parts.push({ name, part });
      return part;
    },
    open: () => parts.map(({ name }) => name).toReversed(),
    close: () => (closing ??= closeAll()),
  };
}
