export { openTestRedis } from "@milepost/native/testing/test-redis";
export type { TestRedis } from "@milepost/native/testing/test-redis";
