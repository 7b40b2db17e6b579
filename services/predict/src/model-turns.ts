import type { KnownAssessment } from "./ledger.ts";

type Spoken = Pick<KnownAssessment, "modelVersion" | "offset">;

/** Which version of the model has the word: during an upgrade two of them assess the same goals for a while. */
export interface ModelTurns {
  /** The version by which this process assesses. */
  readonly modelVersion: string;
  /** Takes an assessment in, with those of the same goal and period that stood before it. */
  take(made: Spoken, before: readonly Spoken[]): void;
  /** What was taken in so far stood in the log before this process looked. */
  opened(): void;
  /**
   * Whether an assessment needs none by this process: it is by the same version, or by a newer one that assesses beside this
   * process. What a newer one left before is made again: somebody went back to this version.
   */
  isCurrent(made: Spoken | undefined): boolean;
  /** How many assessments of other versions there are: what stood made before one of them may be so no more. */
  others(): number;
  /** How often an older version, still at work, told a goal's period again that this one had told. */
  overtaken(): number;
}

/** Nothing has been said yet. */
export function createModelTurns(modelVersion: string): ModelTurns {
  let openedAt = Number.POSITIVE_INFINITY;
  let end = 0;
  let others = 0;
  let overtaken = 0;
  const order = (version: string): number => Math.sign(Number(version) - Number(modelVersion));
  return {
    modelVersion,
    take: (made, before) => {
      end = Math.max(end, made.offset + 1);
      if (made.modelVersion === modelVersion) return;
      others += 1;
      const isOlder = order(made.modelVersion) < 0;
      if (isOlder && before.some((one) => one.modelVersion === modelVersion)) overtaken += 1;
    },
    opened: () => (openedAt = end),
    isCurrent: (made) =>
      made !== undefined &&
      (made.modelVersion === modelVersion || (order(made.modelVersion) > 0 && made.offset >= openedAt)),
    others: () => others,
    overtaken: () => overtaken,
  };
}
