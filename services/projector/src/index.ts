export type { Projector, ProjectorOptions } from "./compose.ts";
export type { ProjectorMetrics } from "./projection.ts";
export type { Rebuilds } from "./rebuild/rebuilds.ts";
export type { RebuildStatus, RebuildSummary } from "./rebuild/report.ts";
export type { OnStep, ProjectorStep } from "./steps.ts";
