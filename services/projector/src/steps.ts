/** The steps of a batch of the log on its way into the tables. */
type BatchStep = "polled" | "decoded" | "decided" | "inserting" | "inserted" | "committing" | "committed";
/** The steps of a round of deriving. */
type DeriveStep = "deriving" | "derived" | "noted";
/** The steps of a rebuild. */
type RebuildStep =
  | "created"
  | "replaying"
  | "replayed"
  | "comparing"
  | "compared"
  | "exchanging"
  | "exchanged"
  | "tail-replayed"
  | "done";

/** Where a test may end the process, or hold it. */
export type ProjectorStep = `projector:${BatchStep}` | `derive:${DeriveStep}` | `rebuild:${RebuildStep}`;

/** Called at each step; what it returns is waited for, except where the log's consumer calls. */
export type OnStep = (step: ProjectorStep) => void | Promise<void>;
