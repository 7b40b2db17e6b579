import type { Topic } from "@milepost/contracts";
import { openLmdbFiles } from "@milepost/event-log/lmdb-files";

/** Puts a text that need be no JSON at the end of an embedded log's partition, while nobody has the log open. */
export async function appendRawText(
  logDir: string,
  { topic, partition, text }: { readonly topic: Topic; readonly partition: number; readonly text: string },
): Promise<void> {
  const files = openLmdbFiles(logDir, "milepost");
  await files.transact(() => files.place([{ topic, partition, stored: `"by hand"\n${text}` }]));
  await files.close();
}
