/** The world around a command. */
export interface CliSurroundings {
  /** Address of the deployment, without a path. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** Results, for people as tables and for programs as JSON. */
  readonly print: (text: string) => void;
  /** Progress and errors. */
  readonly say: (text: string) => void;
  readonly readStdin: () => Promise<string>;
  /** Runs the embedded deployment until it ends; resolves with its exit code. */
  readonly start: () => Promise<number>;
}
