export { EXIT } from "./exit-code.ts";
export type { ExitCode } from "./exit-code.ts";
export { runCli } from "./run-cli.ts";
export type { CliSurroundings } from "./surroundings.ts";
