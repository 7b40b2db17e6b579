import { channelShape } from "@milepost/channels/settings";
import { deploymentShape, shownSettings } from "@milepost/deployment";
import { linkShape, listenerShape, parseSettings } from "@milepost/runtime";
import { expect, it } from "vitest";
import type { Settings } from "./config.ts";
import { settingsSchema } from "./config.ts";

const read = (environment: Record<string, string>): Settings => parseSettings(settingsSchema, environment);

it("without any setting it is the demo on loopback, and MILEPOST_DEMO=0 is a deployment with its own folder", () => {
  const demo = { demo: true, dataDir: "data/demo", host: "127.0.0.1", port: 8080, clickHousePort: 8123 };
  expect(read({})).toMatchObject({ ...demo, deployment: { topicPrefix: "milepost", database: "milepost" } });
  expect(read({ MILEPOST_DEMO: "0" })).toMatchObject({ demo: false, dataDir: "data/main" });
  expect(read({ MILEPOST_KEEP_OLD_TABLES_HOURS: "2" }).deployment.keepOldTablesMs).toBe(7_200_000);
});

it("an empty setting counts as unset", () => {
  const names = ["MILEPOST_DATA", "MILEPOST_HOST", "MILEPOST_PORT", "CLICKHOUSE_URL", "KAFKA_BROKERS"];
  // Functions that hold secrets are never the same; what they are made of is shown.
  const shown = (environment: Record<string, string>): unknown =>
    JSON.parse(JSON.stringify(shownSettings(read(environment))));
  expect(shown(Object.fromEntries(names.map((name) => [name, ""])))).toEqual(shown({}));
});

it.each([
  ["MILEPOST_PORT", " "],
  ["MILEPOST_PORT", "0x50"],
  ["MILEPOST_PORT", "65536"],
  ["MILEPOST_CLICKHOUSE_PORT", "-1"],
  ["MILEPOST_HOST", "0.0.0.0"],
  ["MILEPOST_DEMO", "yes"],
  ["MILEPOST_DATABASE", "system"],
  ["MILEPOST_DATABASE", "acme_base"],
  ["MILEPOST_DATABASE", "acme_shadow_0f"],
  ["MILEPOST_KEEP_OLD_TABLES_HOURS", "1 day"],
  ["MILEPOST_DATABASE", "a; DROP"],
  ["MILEPOST_TOPIC_PREFIX", "A_b"],
  ["CLICKHOUSE_URL", "tcp://127.0.0.1:9000"],
  ["CLICKHOUSE_URL", "nonsense"],
  ["KAFKA_BROKERS", "no port"],
  ["REDIS_URL", "http://127.0.0.1"],
])("%s=%j is refused by its name", (name, value) => {
  expect(() => read({ [name]: value })).toThrow(`${name}: `);
});

it("what is shown of the settings holds no password", () => {
  const settings = read({ CLICKHOUSE_URL: "https://milepost:s3cret@sql.example.org:8443" });
  expect(settings.deployment.clickHouseUrl).toContain("s3cret");
  expect(JSON.stringify(shownSettings(settings))).not.toContain("s3cret");
});

const LISTED = Object.keys({
  ...deploymentShape,
  ...channelShape,
  ...linkShape,
  ...listenerShape({ port: 0, logLevel: "warn" }),
});
/** Settings that are a folder or a name: what they say is no secret. */
const PLAIN = new Set(["MILEPOST_SECRETS", "KAFKA_USERNAME"]);
/** Those that are told as they were written where they are refused; none of them is an address. */
const QUOTED = new Set(["MILEPOST_PORT", "KAFKA_CA_FILE", "MILEPOST_TEST_KILL_AT"]);

it.each(LISTED.filter((name) => !PLAIN.has(name)))(
  "a password in %s is never shown: the setting is refused, or shown without it",
  (name) => {
    const needed = { KAFKA_USERNAME: "milepost", KAFKA_PASSWORD: "s3cret", KAFKA_BROKERS: "kafka:9092" };
    const planted = ["http", "redis"].flatMap((protocol) =>
      ["user:s3cret@host:1", "host:1/?key=s3cret"].map((rest) => `${protocol}://${rest}`),
    );
    for (const value of [...planted, "s3cret s3cret s3cret s3cret s3cret"]) {
      let shown = "";
      try {
        shown = JSON.stringify(shownSettings(read({ ...needed, [name]: value })));
      } catch (error) {
        if (!QUOTED.has(name)) shown = String(error);
      }
      expect(shown).not.toContain("s3cret");
    }
  },
);

it.each([
  "https://ann:s3cret@milepost.example.org",
  "https://ann@milepost.example.org",
  "https://milepost.example.org/?a=1",
  "https://milepost.example.org/#a",
])("%s is refused as the address of the pages: links in messages begin with it", (address) => {
  expect(() => read({ MILEPOST_PUBLIC_URL: address })).toThrow("MILEPOST_PUBLIC_URL: takes no user");
});

it("the pages may stand below a path", () => {
  const { links } = read({ MILEPOST_PUBLIC_URL: "https://example.org/milepost/" });
  expect(links.url).toBe("https://example.org/milepost");
});

it("what is shown names the secrets of channels and what signs links, and holds neither", () => {
  const key = "s3cret s3cret s3cret s3cret s3cret";
  const given = {
    MILEPOST_LINK_KEY: key,
    MILEPOST_SECRET_DESK: "whsec_s3cret",
    MILEPOST_SECRETS: "/secrets",
  };
  const shown = JSON.stringify(shownSettings(read(given)));
  expect(JSON.parse(shown)).toMatchObject({
    channels: { secretNames: ["env:DESK"], secretFolder: "/secrets", allowPrivate: false },
    links: { url: "http://127.0.0.1:8080", signedBy: "MILEPOST_LINK_KEY" },
  });
  expect(shown).not.toContain("s3cret");
  expect(JSON.parse(JSON.stringify(shownSettings(read({}))))).toMatchObject({
    links: { signedBy: "link-key" },
  });
});
