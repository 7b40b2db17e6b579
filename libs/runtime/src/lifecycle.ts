import type { Logger } from "./logger.ts";

/** Something that must be let go of at the end. */
export interface Closeable {
  close(): Promise<void>;
}

/** Collects what was opened and closes it in reverse order. */
export interface Lifecycle extends Closeable {
  /** Takes over the closing of a part; returns the part. */
  own<Part extends Closeable>(name: string, part: Part): Part;
}

/** Opens a lifecycle; closing twice closes once, and one failing part does not keep the others open. */
export function createLifecycle(logger: Logger): Lifecycle {
  const parts: { name: string; part: Closeable }[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    for (const { name, part } of parts.reverse()) {
      await part
        .close()
        .catch((error: unknown) => logger.error({ err: error, part: name }, "closing failed"));
    }
  };
  return {
    own: (name, part) => {
      parts.push({ name, part });
      return part;
    },
    close: () => (closing ??= closeAll()),
  };
}
