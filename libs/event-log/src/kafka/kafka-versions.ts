import type { Finding } from "./kafka-check.ts";

/** The oldest Kafka that has all of it, and the one that tests run on. */
const OLDEST = "2.3";
const TESTED = "4.4";

/** What is asked of a broker: the number and name of the request, and the version that is spoken. */
const NEEDED: readonly { readonly api: number; readonly name: string; readonly version: number }[] = [
  { api: 0, name: "Produce", version: 7 },
  { api: 1, name: "Fetch", version: 11 },
  { api: 2, name: "ListOffsets", version: 2 },
  { api: 3, name: "Metadata", version: 8 },
  { api: 8, name: "OffsetCommit", version: 5 },
  { api: 9, name: "OffsetFetch", version: 4 },
  { api: 10, name: "FindCoordinator", version: 2 },
  { api: 11, name: "JoinGroup", version: 5 },
  { api: 12, name: "Heartbeat", version: 3 },
  { api: 13, name: "LeaveGroup", version: 3 },
  { api: 14, name: "SyncGroup", version: 3 },
  { api: 15, name: "DescribeGroups", version: 3 },
  { api: 19, name: "CreateTopics", version: 2 },
  { api: 22, name: "InitProducerId", version: 1 },
  { api: 32, name: "DescribeConfigs", version: 1 },
  { api: 44, name: "IncrementalAlterConfigs", version: 0 },
];

/** Which versions of each request a broker understands, by the request's number. */
export type BrokerVersions = Readonly<
  Record<number, { readonly minVersion: number; readonly maxVersion: number }>
>;

/** Whether a broker understands what Milepost asks of it. */
export function versionFinding(versions: BrokerVersions): Finding {
  const missing = NEEDED.filter(({ api, version }) => {
    const range = versions[api];
    return range === undefined || version < range.minVersion || version > range.maxVersion;
  });
  const name = "kafka version";
  if (missing.length === 0)
    return { name, ok: true, message: "the brokers understand what is asked of them" };
  const lacks = missing.map(({ name: request, version }) => `${request} ${version}`).join(", ");
  return {
    name,
    ok: false,
    message: `the broker does not understand ${lacks}`,
    fix: `use Kafka ${OLDEST} or newer (Milepost is tested on ${TESTED})`,
  };
}
