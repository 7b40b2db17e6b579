import { MilepostError, silentLogger, systemClock } from "@milepost/runtime";
import type { Finding } from "@milepost/runtime";
import { checkClickHouse } from "@milepost/store/check-clickhouse";
import { openStore } from "@milepost/store/clickhouse-store";
import { serverOf } from "../engine.ts";
import type { DeploymentSettings } from "../settings.ts";

const REQUEST_TIMEOUT_MS = 15_000;

/** Looks at every server that the settings name, as a service does when it starts; never rejects for what it finds. */
export async function examine(settings: DeploymentSettings): Promise<readonly Finding[]> {
  const { clickHouseUrl, database } = settings;
  if (clickHouseUrl === undefined) return [];
  const options = { ...serverOf(clickHouseUrl), database, logger: silentLogger() };
  try {
    const store = await openStore({ ...options, requestTimeoutMs: REQUEST_TIMEOUT_MS });
    try {
      return await checkClickHouse(store, { clock: systemClock, use: "owns" });
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof MilepostError)) throw error;
    const fix = "see that it runs, and that CLICKHOUSE_URL has its address, user and password";
    return [{ name: "ClickHouse", ok: false, message: error.message, fix }];
  }
}
