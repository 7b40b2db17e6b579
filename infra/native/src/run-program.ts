import { spawn } from "node:child_process";

/** Runs a program to its end. */
export function runProgram(program: string, args: readonly string[], cwd = "."): Promise<Done> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", (error) => resolve({ code: null, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** How a program ended. */
export interface Done {
  /** Null when the program is not there. */
  readonly code: number | null;
  readonly output: string;
}
