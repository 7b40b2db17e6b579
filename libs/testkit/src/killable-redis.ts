export { canStartRedis, startKillableRedis } from "@milepost/native/testing/killable-redis";
export type { KillableRedis } from "@milepost/native/testing/killable-redis";
