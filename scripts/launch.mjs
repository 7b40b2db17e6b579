// Plain JavaScript without dependencies: it runs on Node 20 before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stampFile = join(root, "node_modules", ".milepost-stamp");
const NEEDED_NODE_MAJOR = 24;
/** Half of a start is reading TypeScript and libraries: what one process compiled, the next ones find here. */
const COMPILED = join(root, "node_modules", ".cache", "milepost-compiled");

const ENTRIES = {
  start: ["infra/embedded/src/main.ts"],
  test: ["scripts/run-tests.mjs"],
  chaos: ["scripts/run-tests.mjs", "--project=chaos"],
  "chaos-short": ["scripts/run-tests.mjs", "--project=chaos-short"],
  soak: ["test/chaos/soak.ts"],
  ok: ["scripts/ok.mjs"],
  bench: ["test/bench/main.ts"],
  stack: ["infra/native/src/main.ts"],
};
const SERVICES = ["ingest", "projector", "predict", "scoreboard"];

const [command = "", ...given] = process.argv.slice(2);
const [entry, rest] = command === "service" ? serviceEntry(given) : [ENTRIES[command], given];
if (entry === undefined) {
  say(`usage: node scripts/launch.mjs (${Object.keys(ENTRIES).join(" | ")} | service <name>)`);
  process.exit(2);
}
installWhereNeeded();
const [program, ...options] = entry;
run(projectNode(), [join(root, program), ...options, ...rest]);

/** One service as a process of its own. */
function serviceEntry([name, ...rest]) {
  if (SERVICES.includes(name)) return [[`services/${name}/src/main.ts`], rest];
  const isAsked = name === "--help" || name === "-h";
  if (name !== undefined && !isAsked) say(`There is no service "${name}", and nothing was started.`);
  say(`usage: npm run service -- (${SERVICES.join(" | ")}) [--check-config | --help]`);
  return process.exit(isAsked ? 0 : 2);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function wantedStamp() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return `${process.platform}-${process.arch}-${createHash("sha256").update(lock).digest("hex")}`;
}

function installWhereNeeded() {
  const wanted = wantedStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return;
  say("Installing the pinned dependencies (first run or a new version; about half a minute) …");
  const flags = ["ci", "--loglevel=error", "--no-fund", "--no-audit", "--include=dev", "--include=optional"];
  const npm = process.env["npm_execpath"];
  const [program, args] = npm === undefined ? ["npm", flags] : [process.execPath, [npm, ...flags]];
  const installed = spawnSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (installed.status !== 0) {
    say(
      "The dependencies could not be installed: see npm's message above. Is the package registry reachable?",
    );
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
  say("Dependencies are installed.");
}

function projectNode() {
  const brought = join(root, "node_modules", ".bin", "node");
  if (existsSync(brought)) return brought;
  const running = Number(process.versions.node.split(".")[0]);
  if (running >= NEEDED_NODE_MAJOR) {
    say(`This platform has no Node of the project's own; using the running Node ${process.versions.node}.`);
    return process.execPath;
  }
  say(
    `Milepost needs Node ${NEEDED_NODE_MAJOR} or newer. It brings its own for Linux x64 and arm64; here (` +
      `${process.platform} ${process.arch}) Node ${process.versions.node} is running. Install Node ${NEEDED_NODE_MAJOR} and run the command again.`,
  );
  return process.exit(1);
}

/** Runs the real command; a terminal sends Ctrl-C to it as well, other signals are passed on. */
function run(node, args) {
  // A batch of events lives for milliseconds: a larger young generation lets most of them die there. It begins large,
  // since everything that a start loads stays: looking for what does not was a tenth of its work.
  const flags = [
    "--disable-warning=ExperimentalWarning",
    "--min-semi-space-size=16",
    "--max-semi-space-size=64",
  ];
  const child = spawn(node, [...flags, ...args], {
    cwd: root,
    // The channel closes when this process dies, however it dies: nothing is left behind.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, MILEPOST_NODE: node },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
