/** The log's topics, by the short name the code uses; adapters add prefix and generation. */
export const TOPICS = [
  "observations",
  "records",
  "strategy",
  "assessments",
  "runs",
  "people",
  "dead-letters",
] as const;

/** One topic of the log (DESIGN: `<prefix>.<topic>.g<generation>`). */
export type Topic = (typeof TOPICS)[number];

/** How many partitions a topic has in generation 1; a topic that is not named has one. */
export const PARTITIONS: Readonly<Record<Topic, number>> = {
  observations: 4,
  records: 1,
  strategy: 1,
  assessments: 1,
  runs: 1,
  people: 1,
  "dead-letters": 1,
};

/** Topics whose older records per key may be dropped. */
export const COMPACTED_TOPICS: readonly Topic[] = ["people"];

/** The consumer group that has rows folded into observations. */
export const FOLDS_GROUP = "folds";

/** The consumer group whose commits say how far the tables are: a commit follows the acknowledged insert. */
export const PROJECTOR_GROUP = "projector";

/** Topics that may have more partitions than one; what the others hold is judged by its order in the one that they have. */
export const SPREAD_TOPICS: readonly Topic[] = ["observations", "records"];

/** Partitions that a topic may have at most. */
export const MAX_PARTITIONS = 128;

/** What refers to records of another topic, or follows from them, comes before that one. */
export const REFERRING_FIRST: readonly Topic[] = [
  "dead-letters",
  "assessments",
  "runs",
  "observations",
  "records",
  "strategy",
  "people",
];
