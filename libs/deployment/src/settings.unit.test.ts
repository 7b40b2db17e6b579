import { parseSettings } from "@milepost/runtime";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { serviceSettings, serviceShape, shownSettings } from "./service-settings.ts";
import type { ServiceSettings } from "./service-settings.ts";
import { refineDeployment } from "./settings.ts";

const SERVERS = {
  KAFKA_BROKERS: "kafka-1:9092, kafka-2:9092",
  CLICKHOUSE_URL: "https://writer:s3cret@sql.example.org:8443",
  REDIS_URL: "rediss://milepost:s3cret@redis.example.org:6380",
};
const schema = z
  .object(serviceShape(8081))
  .check(refineDeployment(["KAFKA_BROKERS", "CLICKHOUSE_URL", "REDIS_URL"]))
  .transform(serviceSettings);
const read = (environment: Record<string, string>): ServiceSettings => parseSettings(schema, environment);

describe("a service that runs alone", () => {
  it("is told of every server that is missing at once, with the reason, beside what is wrong", () => {
    const reading = (): ServiceSettings => read({ MILEPOST_DATABASE: "No!", KAFKA_TLS: "1" });
    for (const name of Object.keys(SERVERS)) expect(reading).toThrow(`${name}: is needed`);
    expect(reading).toThrow("MILEPOST_DATABASE: use lower-case letters");
    expect(reading).toThrow("KAFKA_TLS: does nothing without KAFKA_BROKERS");
  });

  it("takes the servers' addresses apart", () => {
    expect(read(SERVERS)).toMatchObject({
      port: 8081,
      deployment: { topicPrefix: "milepost", kafka: { brokers: ["kafka-1:9092", "kafka-2:9092"] } },
    });
  });
});

it.each([
  [{ KAFKA_USERNAME: "milepost" }, "KAFKA_USERNAME: does nothing without KAFKA_PASSWORD"],
  [{ KAFKA_PASSWORD: "s3cret" }, "KAFKA_PASSWORD: does nothing without KAFKA_USERNAME"],
  [{ KAFKA_SASL_MECHANISM: "PLAIN" }, "KAFKA_SASL_MECHANISM: does nothing without KAFKA_USERNAME"],
  [{ KAFKA_CA_FILE: "/ca.pem" }, "KAFKA_CA_FILE: does nothing without KAFKA_TLS=1"],
  [{ KAFKA_SASL_MECHANISM: "GSSAPI" }, "KAFKA_SASL_MECHANISM: "],
  [{ KAFKA_BROKERS: "kafka-1" }, "KAFKA_BROKERS: give hosts with ports"],
  [{ REDIS_URL: "http://redis/%zz" }, "REDIS_URL: give the address of Redis"],
  [{ CLICKHOUSE_CLUSTER: "a b" }, "CLICKHOUSE_CLUSTER: "],
  [{ REDIS_JOB_LOCK_MS: "15 s" }, "REDIS_JOB_LOCK_MS: give milliseconds"],
  [{ REDIS_JOB_LOCK_MS: "0999" }, "REDIS_JOB_LOCK_MS: give milliseconds"],
  [{ KAFKA_SESSION_TIMEOUT_MS: "0000" }, "KAFKA_SESSION_TIMEOUT_MS: give milliseconds"],
  [{ KAFKA_BROKERS: "kafka-1:9092,kafka-2:99999" }, "KAFKA_BROKERS: has a port that is not"],
  [{ KAFKA_BROKERS: "kafka-1:0" }, "KAFKA_BROKERS: has a port that is not"],
  [
    { KAFKA_TLS: "1", KAFKA_CA_FILE: "/nowhere/ca.pem" },
    "KAFKA_CA_FILE: names /nowhere/ca.pem, which cannot",
  ],
  [{ CLICKHOUSE_URL: "http://writer:pa%zz@sql:8123" }, "CLICKHOUSE_URL: has a % in its user or password"],
  [{ REDIS_URL: "redis://user:pa%zz@redis:6379" }, "REDIS_URL: has a % in its user or password"],
  [{ CLICKHOUSE_URL: "http://sql:8123/?user=writer&password=x" }, "CLICKHOUSE_URL: takes no parameters"],
  [{ CLICKHOUSE_URL: "sql:8123" }, "CLICKHOUSE_URL: give the address of ClickHouse"],
  [{ REDIS_URL: "redis" }, "REDIS_URL: give the address of Redis"],
  [{ CLICKHOUSE_URL: "http://sql:8123/milepost" }, "CLICKHOUSE_URL: takes no path"],
])("%j is refused by its name", (differing, message) => {
  expect(() => read({ ...SERVERS, ...differing })).toThrow(message);
});

it("what is shown of the settings holds no password", () => {
  const settings = read({ ...SERVERS, KAFKA_USERNAME: "milepost", KAFKA_PASSWORD: "s3cret", KAFKA_TLS: "1" });
  expect(settings.deployment.kafka?.sasl).toEqual({
    mechanism: "SCRAM-SHA-512",
    username: "milepost",
    password: "s3cret",
  });
  expect(JSON.stringify(shownSettings(settings))).not.toContain("s3cret");
  const inQuery = read({ ...SERVERS, REDIS_URL: "redis://redis:6379/?password=s3cret&family=6" });
  expect(JSON.stringify(shownSettings(inQuery))).not.toContain("s3cret");
});
