import errors from "kafkajs/src/protocol/error.js";
import type { TopicMetadata } from "./cluster-requests.ts";
import type { Finding } from "./kafka-check.ts";
import { LOST_FIX } from "./kafka-errors.ts";
import type { WantedTopic } from "./kafka-topics.ts";

/** Kafka's numbers of operations. */
const OPERATIONS = { Read: 3, Write: 4, Describe: 8, DescribeConfigs: 10 } as const;
type Operation = keyof typeof OPERATIONS;

const TOPIC_RIGHTS: readonly Operation[] = ["Read", "Write", "Describe", "DescribeConfigs"];
const GROUP_RIGHTS: readonly Operation[] = ["Read", "Describe"];
const UNKNOWN_TOPIC = 3;
const TOPIC_AUTHORIZATION_FAILED = 29;
/** A setting of which more is as good. */
const AT_LEAST: ReadonlySet<string> = new Set(["max.message.bytes"]);
const READABLE_COMPRESSIONS: ReadonlySet<string> = new Set([
  "producer",
  "uncompressed",
  "none",
  "gzip",
  "zstd",
]);
const FIX = "run `milepost doctor --fix`";

type Settings = ReadonlyMap<string, string>;

/** The settings of a topic that are not as they must be, with what they must be. */
export function wrongSettings(wanted: WantedTopic, settings: Settings | undefined): Record<string, string> {
  if (settings === undefined) return {};
  const wrong = Object.entries(wanted.settings).filter(([name, value]) => {
    const found = settings.get(name) ?? "";
    return AT_LEAST.has(name) ? Number(found) < Number(value) : found !== value;
  });
  const compression = settings.get("compression.type") ?? "producer";
  const unreadable = READABLE_COMPRESSIONS.has(compression)
    ? []
    : [["compression.type", "producer"] as const];
  return Object.fromEntries([...wrong, ...unreadable]);
}

/** What else is known of a topic. */
export interface TopicKnowledge {
  readonly settings: Settings | undefined;
  readonly copies: number | undefined;
  /** The generation that it belongs to, where that is live already; undefined: the log is to be begun. */
  readonly live: number | undefined;
}

/** Whether a topic is there, as it must be, and this user may use it. */
export function topicFindings(
  wanted: WantedTopic,
  found: TopicMetadata | undefined,
  { settings, copies, live }: TopicKnowledge,
): Finding {
  const name = `topic ${wanted.topic}`;
  if (found === undefined || found.errorCode === UNKNOWN_TOPIC) {
    if (live === undefined) return { name, ok: false, message: "is not there", fix: FIX, absent: true };
    const message = `is not there, but generation ${live} is live: its records are lost`;
    return { name, ok: false, message, fix: LOST_FIX };
  }
  if (found.errorCode === TOPIC_AUTHORIZATION_FAILED) return missingRights(name, TOPIC_RIGHTS);
  if (found.errorCode !== 0) {
    return { name, ok: false, message: errors.createErrorFromCode(found.errorCode).message };
  }
  const missing = rightsMissing(found.operations, TOPIC_RIGHTS);
  if (missing.length > 0) return missingRights(name, missing);
  const wrong = Object.entries(wrongSettings(wanted, settings)).map(
    ([setting, value]) => `${setting} is ${settings?.get(setting)}, must be ${value}`,
  );
  if (wrong.length > 0) return { name, ok: false, message: wrong.join(", "), fix: FIX };
  return layoutFinding(name, wanted, { found, copies });
}

/** Partitions and copies: what no setting changes. */
function layoutFinding(
  name: string,
  wanted: WantedTopic,
  { found, copies = 1 }: { readonly found: TopicMetadata; readonly copies: number | undefined },
): Finding {
  const count = found.partitions.length;
  if (count !== wanted.partitions) {
    const message = `has ${count} partitions, must have ${wanted.partitions}`;
    const fix = "partitions are changed by making the next generation of the log, never in place";
    return { name, ok: false, message, fix };
  }
  const fewest = Math.min(...found.partitions.map(({ replicas }) => replicas.length));
  if (fewest < copies) {
    const message = `is kept in ${fewest} copies, must be kept in ${copies}`;
    return { name, ok: false, message, fix: "reassign its partitions with kafka-reassign-partitions" };
  }
  return { name, ok: true, message: `${count} partitions, ${fewest} copies` };
}

/** Whether this user may consume as a group, by what it may do to it. */
export function groupFinding(group: string, operations: number): Finding {
  const name = `group ${group}`;
  const missing = rightsMissing(operations, GROUP_RIGHTS);
  if (missing.length > 0) return missingRights(name, missing);
  return { name, ok: true, message: "this user may consume as this group" };
}

function rightsMissing(operations: number, needed: readonly Operation[]): readonly Operation[] {
  return needed.filter((operation) => (operations & (1 << OPERATIONS[operation])) === 0);
}

function missingRights(name: string, missing: readonly Operation[]): Finding {
  const rights = missing.join(", ");
  const message = `this user lacks the rights ${rights}`;
  return { name, ok: false, message, fix: `have it granted ${rights} on the ${name}` };
}
