import type { KafkaLogOptions } from "@milepost/event-log/kafka-options";
import type { Finding } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { databaseIdentity } from "@milepost/store/database-identity";
import { databaseOfClient } from "./kafka-options.ts";
import type { DeploymentSettings } from "./settings.ts";

const PROJECTOR_GROUP = "projector";

/** A database, and the log on Kafka that its rows are to come from. */
export interface TablesOfLog {
  readonly kafka: KafkaLogOptions;
  readonly store: Store;
  readonly settings: DeploymentSettings;
}

/**
 * Looks whether another database is written from the same log: two deployments on one prefix would share the partitions
 * out between them, and each would hold a part of the rows. The living projectors say which database they write to.
 */
export async function checkSecondDatabase({ kafka, store, settings }: TablesOfLog): Promise<Finding> {
  // In this order: whoever is among them has made the database that is asked for then.
  const { groupClients } = await import("@milepost/event-log/group-clients");
  const clients = await groupClients(kafka, PROJECTOR_GROUP);
  const own = await databaseIdentity(store, settings.clickHouseCluster);
  const others = clients.filter((id) => {
    const database = databaseOfClient(id);
    return database !== undefined && database !== own;
  });
  const name = `topics ${settings.topicPrefix}.*`;
  if (others.length === 0) return { name, ok: true, message: "no other database is written from them" };
  return {
    name,
    ok: false,
    message: `another database than "${settings.database}" is written from them, by ${others.join(", ")}`,
    fix: "give each deployment a MILEPOST_TOPIC_PREFIX of its own; or, where the tables moved, stop the projectors of the old database first",
  };
}
