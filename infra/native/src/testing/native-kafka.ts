import { kafkaJars } from "../kafka/kafka-jars.ts";

export { startNativeKafka } from "../kafka/start-kafka.ts";
export type { NativeServer } from "../native-server.ts";

/** Whether a broker of one's own can be started here, to be killed and set up as a test needs it. */
export async function nativeKafkaIsPossible(): Promise<boolean> {
  try {
    await kafkaJars();
    return true;
  } catch (error) {
    process.stderr.write(`No broker of one's own: ${(error as Error).message}\n`);
    return false;
  }
}
