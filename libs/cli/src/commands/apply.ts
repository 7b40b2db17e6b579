import { readFile, realpath } from "node:fs/promises";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import { planReplay, replayText } from "../plan-replay.ts";
import { describeEffects, mayChangeStatus } from "../plan-effects.ts";
import type { PlanEffects } from "../plan-effects.ts";

interface Applied {
  readonly dryRun: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly changes: readonly { readonly kind: string; readonly id: string; readonly change: string }[];
  readonly lints: readonly Lint[];
  readonly effects: PlanEffects | null;
}

interface Lint {
  readonly severity: string;
  readonly field: string;
  readonly message: string;
  readonly fix?: string;
  readonly line?: number;
}

interface ApplyOptions {
  readonly dryRun: boolean;
  readonly failOnStatusChange: boolean;
  readonly idempotencyKey?: string;
}

/** `milepost apply <file>`. */
export function registerApply(program: Command, context: () => CommandContext): void {
  program
    .command("apply")
    .description("apply a plan file: all of it, or nothing")
    .argument("<file>", "plan file, YAML or JSON")
    .option("--dry-run", "show what would change, and which statuses and values; write nothing", false)
    .option(
      "--fail-on-status-change",
      "end a dry run with 3 when a goal's newest status would change, or is not known",
      false,
    )
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action(async (file: string, options: ApplyOptions) => {
      const { api, show, endWith } = context();
      if (options.failOnStatusChange && !options.dryRun) {
        throw new CliError("--fail-on-status-change goes with --dry-run", EXIT.wrongUsage);
      }
      const plan = await readPlan(file);
      const key = options.idempotencyKey;
      const { body } = await api.call("/v1/plans", {
        method: "POST",
        query: { dryRun: options.dryRun ? "true" : undefined },
        headers: {
          "milepost-plan-file": encodeURIComponent(plan.path),
          "milepost-actor": "cli",
          ...(key === undefined ? {} : { "idempotency-key": key }),
        },
        body: { type: "application/yaml", text: plan.text },
      });
      const applied = body as Applied;
      const replay = options.dryRun ? await planReplay(plan.text, applied.changes, context()) : null;
      show(replay === null ? body : { ...applied, alertReplay: replay }, () =>
        [describe(applied), ...(replay === null ? [] : [replayText(replay)])].join("\n\n"),
      );
      const mayTurn = applied.effects !== null && mayChangeStatus(applied.effects);
      if (options.failOnStatusChange && mayTurn) endWith(EXIT.foundWanting);
    });
}

async function readPlan(file: string): Promise<{ readonly path: string; readonly text: string }> {
  try {
    const path = await realpath(file);
    return { path, text: await readFile(path, "utf8") };
  } catch {
    throw new CliError(`${file} cannot be read`, EXIT.wrongUsage);
  }
}

function describe({ dryRun, counts, changes, lints, effects }: Applied): string {
  const rows = tableOr(
    changes,
    [
      { head: "change", of: ({ change }) => change },
      { head: "kind", of: ({ kind }) => kind },
      { head: "id", of: ({ id }) => id },
    ],
    "Nothing changes: the plan is as it stands.",
  );
  const sum = Object.entries(counts).map(([change, count]) => `${count} ${change}`);
  const list = [rows, `${dryRun ? "Would be" : "Applied"}: ${sum.join(", ")}`, ...lints.map(lintText)].join(
    "\n\n",
  );
  return effects === null ? list : `${describeEffects(effects)}\n\n${list}`;
}

function lintText({ severity, field, line, message, fix }: Lint): string {
  const place = line === undefined ? field : `${field} (line ${line})`;
  const way = fix === undefined ? "" : `\n  ${fix}`;
  return `${severity}: ${place}: ${message}${way}`;
}
