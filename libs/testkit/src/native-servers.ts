export { startNativeClickHouse } from "@milepost/native/testing/native-clickhouse";
export { nativeKafkaIsPossible, startNativeKafka } from "@milepost/native/testing/native-kafka";
export type { NativeServer } from "@milepost/native/testing/native-kafka";
export { startNativeRedis } from "@milepost/native/start-redis";
export { canStartRedis } from "@milepost/native/testing/killable-redis";
