export type { Projector, ProjectorOptions } from "./compose.ts";
export type { ProjectorMetrics } from "./projection.ts";
export type { RebuildProgress } from "./rebuild/rebuild.ts";
export type { RebuildReport } from "./rebuild/report.ts";
