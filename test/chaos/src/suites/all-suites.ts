import { demoUnderKills } from "./demo.ts";
import { PREDICT_AREAS } from "./kill-table.ts";
import { killEmbedded, killServices } from "./kill-suites.ts";
import { modelEmbedded, modelServices } from "./model-suites.ts";
import { outages } from "./outages.ts";
import { restoresIntoEmbedded, restoresIntoServices } from "./restores.ts";
import type { Suite } from "./suite.ts";
import { zombies } from "./zombies.ts";

/** Taking and deriving: what `npm test` strikes. */
export const FIRST_AREAS = ["projector", "derive"] as const;
/** Pulling, replaying and folding: a kill costs seconds there, too. */
const OTHER_AREAS = ["connector-run", "dead-letters", "fold"] as const;
const QUICK_AREAS = [...FIRST_AREAS, ...OTHER_AREAS] as const;
/** A rebuild that was cut off is begun anew after its owner's lock has expired, which takes a while. */
const SLOW_AREAS = ["rebuild"] as const;

const rebuilds = killServices("kill-rebuild", SLOW_AREAS);
const backups = killServices("kill-backup", ["backup"]);
const generations = killServices("kill-generation", ["generation"]);
const assessments = killServices("kill-assess", PREDICT_AREAS);

/** Every suite, with how many seeds the soak and the short form of the chaos run give it. */
export const ALL_SUITES: readonly {
  readonly suite: Suite;
  readonly soakSeeds: number;
  readonly chaosSeeds: number;
  /** How many seeds run at once in the short form. */
  readonly together: number;
}[] = [
  { suite: killServices("kill", QUICK_AREAS), soakSeeds: 100, chaosSeeds: 10, together: 5 },
  { suite: rebuilds, soakSeeds: 100, chaosSeeds: 3, together: 3 },
  { suite: killEmbedded("kill-start", QUICK_AREAS), soakSeeds: 100, chaosSeeds: 2, together: 2 },
  { suite: killEmbedded("kill-start-rebuild", SLOW_AREAS), soakSeeds: 100, chaosSeeds: 1, together: 1 },
  { suite: assessments, soakSeeds: 100, chaosSeeds: 2, together: 2 },
  { suite: killEmbedded("kill-start-assess", PREDICT_AREAS), soakSeeds: 100, chaosSeeds: 1, together: 1 },
  { suite: backups, soakSeeds: 100, chaosSeeds: 2, together: 2 },
  { suite: killEmbedded("kill-start-backup", ["backup"]), soakSeeds: 100, chaosSeeds: 1, together: 1 },
  { suite: generations, soakSeeds: 20, chaosSeeds: 1, together: 1 },
  { suite: killEmbedded("kill-start-generation", ["generation"]), soakSeeds: 20, chaosSeeds: 1, together: 1 },
  { suite: restoresIntoServices, soakSeeds: 100, chaosSeeds: 1, together: 1 },
  { suite: restoresIntoEmbedded, soakSeeds: 100, chaosSeeds: 1, together: 1 },
  { suite: demoUnderKills, soakSeeds: 5, chaosSeeds: 1, together: 1 },
  { suite: zombies, soakSeeds: 20, chaosSeeds: 1, together: 1 },
  { suite: outages, soakSeeds: 2, chaosSeeds: 1, together: 1 },
  { suite: modelServices, soakSeeds: 50, chaosSeeds: 1, together: 1 },
  { suite: modelEmbedded, soakSeeds: 50, chaosSeeds: 1, together: 1 },
];

/** What CI runs besides the kills of `npm test`: this one loads the machine as far as it goes. */
export const SHORT_FORM: readonly Suite[] = [outages];

/** Steps that `npm test` does not strike. All of them at once are six minutes: some wait for most of that. */
export const SHORT_FORM_TOGETHER: readonly Suite[] = [
  killServices("kill-other", OTHER_AREAS),
  rebuilds,
  generations,
  backups,
  restoresIntoServices,
  assessments,
];

/** Seeds are 1, 2, 3 …: anyone can repeat them, and a longer run has those of a shorter one. */
export function seedsUpTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
