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
  /** Looks at the servers that the environment names (`fix`: and mends what may be mended); undefined where it names none. */
  readonly examineServers: (options: { readonly fix: boolean }) => Promise<readonly Finding[] | undefined>;
}

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly fix?: string;
}
