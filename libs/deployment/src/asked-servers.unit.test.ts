import { parseSettings } from "@milepost/runtime";
import { expect, it } from "vitest";
import { z } from "zod";
import { askedServers } from "./asked-servers.ts";
import { deploymentSettings, deploymentShape } from "./settings.ts";

it("each server is named with its address and setting, without its password; what is embedded is none", () => {
  const read = (env: Record<string, string>) =>
    askedServers(parseSettings(z.object(deploymentShape).transform(deploymentSettings), env));
  const servers = read({
    KAFKA_BROKERS: "kafka-1:9092,kafka-2:9092",
    CLICKHOUSE_URL: "https://writer:s3cret@sql.example.org:8443",
    REDIS_URL: "rediss://milepost:s3cret@redis.example.org:6380",
  });
  expect(servers).toMatchObject({
    kafka: { name: "Kafka at kafka-1:9092, kafka-2:9092 (KAFKA_BROKERS)" },
    clickHouse: { name: "ClickHouse at sql.example.org:8443 (CLICKHOUSE_URL)" },
    redis: { name: "Redis at redis.example.org:6380 (REDIS_URL)" },
  });
  expect(JSON.stringify(servers)).not.toContain("s3cret");
  expect(read({})).toEqual({ kafka: undefined, clickHouse: undefined, redis: undefined });
});
