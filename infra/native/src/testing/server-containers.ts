import { existsSync } from "node:fs";
import { freePort } from "../native-server.ts";
import type { ProvidedServer, ServerName } from "./provide-server.ts";

const SOCKET = "/var/run/docker.sock";

/** True where a container engine takes orders. */
export async function containerEngineAnswers(): Promise<boolean> {
  // Looking for an engine takes seconds where there is none.
  if (process.env["DOCKER_HOST"] === undefined && !existsSync(SOCKET)) return false;
  const { getContainerRuntimeClient } = await import("testcontainers");
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
}

interface Image {
  readonly image: string;
  readonly port: number;
  readonly environment: (hostPort: number) => Record<string, string>;
  readonly url: (host: string, port: number) => string;
  readonly command?: readonly string[];
}

const IMAGES: Readonly<Record<ServerName, Image>> = {
  kafka: {
    image: "apache/kafka:4.1.0",
    port: 9092,
    // Clients are told the address by the broker, so it must know the port outside.
    environment: (hostPort) => ({
      KAFKA_NODE_ID: "1",
      KAFKA_PROCESS_ROLES: "broker,controller",
      KAFKA_LISTENERS: "PLAINTEXT://:9092,CONTROLLER://:9093",
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${hostPort}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
      KAFKA_CONTROLLER_QUORUM_VOTERS: "1@localhost:9093",
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: "1",
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: "0",
      KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: "1000",
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
    }),
    url: (host, port) => `${host}:${port}`,
  },
  redis: {
    image: "redis:7.4-alpine",
    port: 6379,
    environment: () => ({}),
    url: (host, port) => `redis://${host}:${port}`,
    command: ["redis-server", "--appendonly", "yes", "--maxmemory-policy", "noeviction"],
  },
  clickhouse: {
    image: "clickhouse/clickhouse-server:25.8",
    port: 8123,
    environment: () => ({ CLICKHOUSE_USER: "writer", CLICKHOUSE_PASSWORD: "test" }),
    url: (host, port) => `http://writer:test@${host}:${port}`,
  },
};

/** Starts one server in a container of its own. */
export async function startContainer(name: ServerName): Promise<ProvidedServer> {
  const { GenericContainer, Wait } = await import("testcontainers");
  const { image, port, environment, url, command } = IMAGES[name];
  const hostPort = await freePort();
  const prepared = new GenericContainer(image)
    .withExposedPorts({ container: port, host: hostPort })
    .withEnvironment(environment(hostPort))
    .withWaitStrategy(Wait.forListeningPorts());
  if (command !== undefined) prepared.withCommand([...command]);
  const container = await prepared.start();
  return {
    url: url("127.0.0.1", hostPort),
    from: `a container of ${image}`,
    stop: async () => void (await container.stop()),
  };
}
