import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { MilepostError } from "@milepost/runtime/errors";
import { runProgram } from "../run-program.ts";

/** The version that is started; its clients' protocol is what the adapter is tested against. */
const KAFKA_VERSION = "4.4.0";

const NEEDED_JAVA_MAJOR = 17;
const SHOWN_OUTPUT_CHARACTERS = 1_000;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>milepost</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.25.1</version>
      <scope>runtime</scope>
    </dependency>
  </dependencies>
</project>
`;

export interface JarOptions {
  /** Folder that survives installs; the user's own cache folder unless told otherwise. */
  readonly cacheDir?: string | undefined;
  readonly say?: ((line: string) => void) | undefined;
}

/** The folder with the broker's jars, fetched by Maven the first time. Rejects with the way out where that is impossible. */
export async function kafkaJars({ cacheDir = defaultCacheDir(), say }: JarOptions = {}): Promise<string> {
  await needJava();
  const folder = join(cacheDir, `kafka-${KAFKA_VERSION}`);
  if (existsSync(folder)) return folder;
  say?.(`Fetching Kafka ${KAFKA_VERSION} with Maven (43 MB, once; kept in ${folder}) …`);
  mkdirSync(cacheDir, { recursive: true });
  const work = mkdtempSync(join(cacheDir, ".kafka-"));
  try {
    await fetchJars(work);
    // Whoever else fetched them meanwhile has the same.
    if (!existsSync(folder)) renameSync(join(work, "libs"), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  say?.("Kafka is here.");
  return folder;
}

/** Where things that are fetched once are kept: beyond the reach of `npm ci`, shared by checkouts. */
export function defaultCacheDir(): string {
  return join(homedir(), ".cache", "milepost");
}

async function fetchJars(work: string): Promise<void> {
  writeFileSync(join(work, "pom.xml"), POM);
  const flags = ["-B", "-ntp", "-q", "dependency:copy-dependencies"];
  const done = await runProgram("mvn", [...flags, "-DoutputDirectory=libs", "-DincludeScope=runtime"], work);
  if (done.code === 0 && existsSync(join(work, "libs"))) return;
  const reason =
    done.code === null
      ? "Maven (mvn) is not installed"
      : `Maven failed: ${done.output.slice(-SHOWN_OUTPUT_CHARACTERS)}`;
  throw new MilepostError(
    "config_invalid",
    `Kafka ${KAFKA_VERSION} could not be fetched: ${reason}. Install Maven and see that it reaches Maven Central, ` +
      "or start Kafka yourself and set KAFKA_BROKERS",
  );
}

async function needJava(): Promise<void> {
  const { code, output } = await runProgram("java", ["-version"]);
  const major = Number(/version "(\d+)/.exec(output)?.[1] ?? 0);
  if (code === 0 && major >= NEEDED_JAVA_MAJOR) return;
  const found = code === null ? "there is none" : `found ${output.split("\n")[0]}`;
  throw new MilepostError(
    "config_invalid",
    `Kafka needs Java ${NEEDED_JAVA_MAJOR} or newer (${found}). Install one, or start Kafka yourself and set KAFKA_BROKERS`,
  );
}
