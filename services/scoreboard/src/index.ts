export type { AcknowledgeCommand, Scoreboard, ScoreboardParts } from "./compose.ts";
