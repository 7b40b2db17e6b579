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
  /** Looks at the servers that the environment names; undefined where it names none. */
  readonly examineServers: (options: ExamineOptions) => Promise<readonly Finding[] | undefined>;
}

export interface ExamineOptions {
  /** Mends what may be mended. */
  readonly fix: boolean;
  /** Makes topics whose records are lost as well, empty. */
  readonly lostTopics: boolean;
}

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly fix?: string;
}
