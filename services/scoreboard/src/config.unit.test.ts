import { parseSettings } from "@milepost/runtime";
import { expect, it } from "vitest";
import { settingsSchema } from "./config.ts";

const SERVERS = { KAFKA_BROKERS: "kafka:9092", CLICKHOUSE_URL: "http://sql:8123" };

it("another service is its address, with or without the last slash", () => {
  const { services } = parseSettings(settingsSchema, {
    ...SERVERS,
    MILEPOST_INGEST_URL: "http://ingest:7431/",
    MILEPOST_PREDICT_URL: "http://predict:7433",
  });
  expect(services).toEqual({
    ingest: "http://ingest:7431",
    projector: "http://127.0.0.1:8082",
    predict: "http://predict:7433",
  });
});

it.each(["http://ingest:7431/base", "http://ingest:7431/?a=1", "http://ann:pass@ingest:7431"])(
  "%s is refused: what comes before the service's own paths would be dropped",
  (address) => {
    expect(() => parseSettings(settingsSchema, { ...SERVERS, MILEPOST_INGEST_URL: address })).toThrow(
      "MILEPOST_INGEST_URL: takes scheme, host and port alone",
    );
  },
);
