import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const CLICKHOUSE_CONNECT = "clickhouse-connect==1.12.0";

/** Finds a browser for the page tests, or installs Chromium where this user may. */
export function prepareBrowser() {
  const found = process.env["MILEPOST_TEST_BROWSER"] ?? BROWSERS.find((path) => existsSync(path));
  if (found !== undefined) return { MILEPOST_TEST_BROWSER: found };
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    say("No Chromium here: the page tests will be skipped. Install Chromium or set MILEPOST_TEST_BROWSER.");
    return {};
  }
  say("Installing Chromium for the page tests (about 20 seconds) …");
  quietly("apt-get", ["update", "-qq"]);
  quietly("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  const installed = BROWSERS.find((path) => existsSync(path));
  if (installed === undefined) say("Chromium could not be installed: the page tests will be skipped.");
  return installed === undefined ? {} : { MILEPOST_TEST_BROWSER: installed };
}

/** Makes a Python with clickhouse-connect for the BI client test, where Python is there. */
export function preparePython(root) {
  const folder = join(root, "node_modules", ".cache", "milepost-python");
  const python = join(folder, "bin", "python");
  if (canImport(python)) return { MILEPOST_TEST_PYTHON: python };
  if (spawnSync("python3", ["--version"]).status !== 0) {
    say("No Python here: the test of the Python client will be skipped.");
    return {};
  }
  say("Installing the Python ClickHouse client for the BI test …");
  quietly("python3", ["-m", "venv", folder]);
  quietly(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", CLICKHOUSE_CONNECT]);
  if (canImport(python)) return { MILEPOST_TEST_PYTHON: python };
  say("The Python client could not be installed: its test will be skipped.");
  return {};
}

function canImport(python) {
  return existsSync(python) && spawnSync(python, ["-c", "import clickhouse_connect"]).status === 0;
}

function quietly(program, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const done = spawnSync(program, args, { stdio: ["ignore", "ignore", "pipe"], env });
  if (done.status !== 0)
    say(
      `${program} ${args.join(" ")}: ${String(done.stderr ?? done.error)
        .trim()
        .slice(-300)}`,
    );
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
