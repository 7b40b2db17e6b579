import { MilepostError } from "@milepost/runtime/errors";
import { runProgram } from "../run-program.ts";

const PROGRAM = "redis-server";

/** The name of the Redis server's program, installed by apt where it is missing and this user may. */
export async function redisProgram(say?: (line: string) => void): Promise<string> {
  if (await isHere()) return PROGRAM;
  const mayInstall = process.getuid?.() === 0 && (await runProgram("apt-get", ["--version"])).code === 0;
  if (mayInstall) {
    say?.("Installing Redis with apt (about 10 seconds, once) …");
    await runProgram("apt-get", ["update", "-qq"]);
    await runProgram("env", ["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", PROGRAM]);
    if (await isHere()) return PROGRAM;
  }
  const reason = mayInstall
    ? "apt could not install it"
    : "it can be installed here only by apt as root, and this is not so";
  throw new MilepostError(
    "config_invalid",
    `There is no ${PROGRAM}: ${reason}. Install Redis, or start it elsewhere and set REDIS_URL`,
  );
}

async function isHere(): Promise<boolean> {
  return (await runProgram(PROGRAM, ["--version"])).code === 0;
}
