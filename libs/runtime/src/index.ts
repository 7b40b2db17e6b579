export * from "./clock.ts";
export * from "./errors.ts";
export * from "./http-edge.ts";
export * from "./lifecycle.ts";
export * from "./logger.ts";
export * from "./origin-guard.ts";
export * from "./problem-details.ts";
export * from "./settings.ts";
