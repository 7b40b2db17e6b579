import type { AskedServer } from "@milepost/runtime";
import type { DeploymentSettings } from "./settings.ts";

/** The servers that a process asks whether they answer; undefined where a part is embedded. */
export interface AskedServers {
  readonly kafka: AskedServer | undefined;
  readonly clickHouse: AskedServer | undefined;
  readonly redis: AskedServer | undefined;
}

const FIX = "see that it runs and that this machine reaches it; everything goes on by itself then";

/** A deployment's servers by the settings that name them, without users and passwords. */
export function askedServers({ kafka, clickHouseUrl, redisUrl }: DeploymentSettings): AskedServers {
  return {
    kafka: kafka && { name: `Kafka at ${kafka.brokers.join(", ")} (KAFKA_BROKERS)`, fix: FIX },
    clickHouse: atAddress("ClickHouse", "CLICKHOUSE_URL", clickHouseUrl),
    redis: atAddress("Redis", "REDIS_URL", redisUrl),
  };
}

function atAddress(name: string, setting: string, address: string | undefined): AskedServer | undefined {
  if (address === undefined) return undefined;
  return { name: `${name} at ${new URL(address).host} (${setting})`, fix: FIX };
}
