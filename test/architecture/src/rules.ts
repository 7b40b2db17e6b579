import type { Source } from "./sources.ts";

interface Violation {
  readonly rule: string;
  readonly file: string;
  readonly message: string;
}

/** One rule about the code's structure, checked file by file. */
export interface Rule {
  readonly name: string;
  readonly check: (source: Source) => readonly Violation[];
}

/** Which lib may import a vendor's package; everybody else goes through that lib's port. */
const SDK_OWNERS: Readonly<Record<string, string>> = {
  lmdb: "libs/event-log/",
  kafkajs: "libs/event-log/src/kafka/",
  "tar-stream": "libs/backup/",
  chdb: "libs/clickhouse-embedded/",
  "@clickhouse/client": "libs/store/",
  bullmq: "libs/jobs/",
  ioredis: "libs/jobs/",
  nodemailer: "libs/channels/",
  yaml: "libs/plan/",
  "@bsull/augurs": "libs/forecast/",
  "@opentelemetry": "libs/runtime/",
  "prom-client": "libs/runtime/",
};

/** Modules that choose an implementation of a port. */
const ADAPTERS = [
  "@milepost/event-log/embedded-log",
  "@milepost/event-log/kafka-generations",
  "@milepost/event-log/kafka-log",
  "@milepost/store/clickhouse-store",
  "@milepost/jobs/bullmq-jobs",
  "@milepost/jobs/embedded-jobs",
  "@milepost/channels/open-channel",
  "@milepost/clickhouse-embedded",
];

const PURE_LIBS = ["libs/contracts/src/", "libs/plan/src/", "libs/scoring/src/", "libs/forecast/src/"];

/** Handing the whole environment to a child process (`...process.env`) is not reading it. */
const READS_ENVIRONMENT = /(?<!\.\.\.)\bprocess\s*\.\s*env\b|\bprocess\[["']env/;

const ownSdk: Rule = {
  name: "a vendor's package is imported only by its own lib",
  check: (source) =>
    source.isTest
      ? []
      : source.imports.flatMap((name) => {
          const sdk = Object.keys(SDK_OWNERS).find((owned) => name === owned || name.startsWith(`${owned}/`));
          const owner = sdk === undefined ? undefined : SDK_OWNERS[sdk];
          if (owner === undefined || source.file.startsWith(owner)) return [];
          return [violation(ownSdk, source, `imports "${name}"; only ${owner} may`)];
        }),
};

const adaptersInCompose: Rule = {
  name: "adapters are chosen only in compose.ts",
  check: (source) =>
    source.isTest || source.file.endsWith("/compose.ts")
      ? []
      : source.imports
          .filter((name) => ADAPTERS.some((adapter) => name === adapter || name.startsWith(`${adapter}/`)))
          .map((name) => violation(adaptersInCompose, source, `imports "${name}"`)),
};

const environmentInMain: Rule = {
  name: "process.env is read only in main.ts",
  check: (source) =>
    source.isTest || source.file.endsWith("/main.ts") || !READS_ENVIRONMENT.test(source.text)
      ? []
      : [violation(environmentInMain, source, "reads process.env")],
};

const pureLibs: Rule = {
  name: "pure libs do no input or output, and know no clock and no chance",
  check: (source) => {
    if (source.isTest || !PURE_LIBS.some((folder) => source.file.startsWith(folder))) return [];
    const nodeImports = source.imports.filter(
      (name) => name.startsWith("node:") && !isWasmLoader(source.file),
    );
    const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.randomUUID\(/.exec(source.text);
    return [
      ...nodeImports.map((name) => violation(pureLibs, source, `imports "${name}"`)),
      ...(impure === null ? [] : [violation(pureLibs, source, `calls ${impure[0]}…`)]),
    ];
  },
};

const servicesApart: Rule = {
  name: "services never import each other",
  check: (source) => {
    const service = /^services\/([^/]+)\//.exec(source.file)?.[1];
    if (service === undefined) return [];
    const others = ["ingest", "projector", "predict", "scoreboard"].filter((name) => name !== service);
    return source.imports
      .filter((name) =>
        others.some((other) => name.startsWith(`@milepost/${other}`) || name.includes(`services/${other}`)),
      )
      .map((name) => violation(servicesApart, source, `imports "${name}"`));
  },
};

const testkitInTests: Rule = {
  name: "the testkit is imported by tests only",
  check: (source) =>
    source.isTest
      ? []
      : source.imports
          .filter((name) => name.startsWith("@milepost/testkit"))
          .map((name) => violation(testkitInTests, source, `imports "${name}"`)),
};

/** What takes long to load and most starts never call: servers that no setting names, mails, charts. */
const LOADED_WHEN_NEEDED = [
  "@milepost/event-log/kafka-check",
  "@milepost/event-log/kafka-generations",
  "@milepost/event-log/kafka-log",
  "@milepost/event-log/group-clients",
  "@milepost/jobs/bullmq-jobs",
  "@milepost/jobs/check-redis",
  "@observablehq/plot",
  "linkedom",
  "nodemailer",
];
/** `milepost doctor` looks at every server. */
const NEEDS_THEM_ALL = "libs/deployment/src/doctor/";

const loadedWhenNeeded: Rule = {
  name: "what most starts do not need is loaded where it is needed",
  check: (source) =>
    source.isTest || source.file.startsWith(NEEDS_THEM_ALL)
      ? []
      : LOADED_WHEN_NEEDED.filter((name) => importsAtStart(source.text, name)).map((name) =>
          violation(
            loadedWhenNeeded,
            source,
            `loads "${name}" at every start; import() it where it is called`,
          ),
        ),
};

function importsAtStart(text: string, name: string): boolean {
  return new RegExp(`(?:^|\\n)import (?!type )[^"';]*"${name}"`).test(text);
}

/** The rules that no off-the-shelf checker knows. */
export const RULES: readonly Rule[] = [
  ownSdk,
  adaptersInCompose,
  environmentInMain,
  pureLibs,
  servicesApart,
  testkitInTests,
  loadedWhenNeeded,
];

function isWasmLoader(file: string): boolean {
  return file.endsWith("/load-wasm.ts");
}

function violation(rule: Rule, source: Source, message: string): Violation {
  return { rule: rule.name, file: source.file, message };
}
