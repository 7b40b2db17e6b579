import {
  ALERT_LIFE,
  alertEvents,
  assessmentEvents,
  BREAKS,
  CONTENT_OF_ALERT,
  FLAG_BASIS,
  PACE,
  REACH,
  REACH_OF_ALERT,
} from "./assessment-tables.ts";
import type { BaseTable } from "./base-table.ts";
import { BUILD } from "./base-table.ts";
import { BASE_TABLES, REBUILT_TABLES } from "./base-tables.ts";
import { deliveryEvents } from "./delivery-tables.ts";
import {
  CADENCE_OF_GOAL,
  calendarDefinitions,
  goalDefinitions,
  COST_OF_GOAL,
  INCENTIVE_OF_GOAL,
  NAME_OF_GOAL,
  RANGE_OF_GOAL,
} from "./definition-tables.ts";
import {
  BESIDES,
  derivedUpTo,
  forecastAccuracyRows,
  goalProgressRows,
  TARGET_RANGE,
} from "./derived-tables.ts";
import { foldEvents } from "./fold-events.ts";
import { judgementEvents, WITHDRAWALS } from "./judgement-tables.ts";
import { forecasterLessonEvents } from "./lesson-tables.ts";
import { REPORT_OF_MONTH, deadLetterSteps, rebuildReports, rebuildStates } from "./operation-tables.ts";
import { leadTestEvents } from "./lead-tables.ts";
import {
  LEAD_OF_OPTION,
  LEAD_OF_SUGGESTION,
  optionEvents,
  suggestionEvents,
  UNSURE_LEAD,
} from "./option-tables.ts";
import { canaryRows, pipelinePartitions } from "./pipeline-tables.ts";
import { recordVersions } from "./record-versions.ts";
import { externalEvents, OUTCOME_OF_REVIEW, reviewEvents } from "./review-tables.ts";
import { stalenessEvents } from "./staleness-tables.ts";
import { buildCheck, createBaseTable, onCluster, storedName } from "./table-ddl.ts";
import type { TableForm } from "./table-ddl.ts";

/** Where a migration runs. */
export interface MigrationPlace {
  /** Database of the public views; the base tables stand in `<database>_base`. */
  readonly database: string;
  readonly base: string;
  readonly cluster: string | undefined;
}

/** A step forward; its statements may run again, because two starters may run them at once. */
export interface Migration {
  readonly version: number;
  readonly statements: (place: MigrationPlace) => readonly string[];
}

/** The build of tables that no rebuild made. */
export const FIRST_BUILD = 0;

/** Tables that knew builds from the start. */
const CAME_LATER: ReadonlySet<BaseTable> = new Set([
  canaryRows,
  recordVersions,
  foldEvents,
  deliveryEvents,
  judgementEvents,
  leadTestEvents,
  optionEvents,
  suggestionEvents,
  externalEvents,
  reviewEvents,
  forecasterLessonEvents,
  stalenessEvents,
  calendarDefinitions,
]);

/** Every step, the oldest first; the first one makes today's tables, which the others then leave as they are. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    statements: (place) => BASE_TABLES.flatMap((table) => createBaseTable(table, formOf(place))),
  },
  { version: 2, statements: (place) => createBaseTable(deadLetterSteps, formOf(place)) },
  { version: 3, statements: knowBuildAndMonth },
  {
    version: 4,
    statements: (place) =>
      [pipelinePartitions, canaryRows].flatMap((table) => createBaseTable(table, formOf(place))),
  },
  {
    version: 5,
    statements: (place) =>
      [recordVersions, foldEvents].flatMap((table) => createBaseTable(table, formOf(place))),
  },
  {
    version: 6,
    statements: (place) => [
      ...addColumns(place, { table: assessmentEvents, columns: PACE }),
      ...addColumns(place, { table: alertEvents, columns: FLAG_BASIS }),
      ...addColumns(place, { table: forecastAccuracyRows, columns: BESIDES }),
    ],
  },
  { version: 7, statements: (place) => addColumns(place, { table: alertEvents, columns: ALERT_LIFE }) },
  { version: 8, statements: (place) => createBaseTable(deliveryEvents, formOf(place)) },
  {
    version: 9,
    statements: (place) => [
      ...addColumns(place, { table: goalDefinitions, columns: RANGE_OF_GOAL }),
      ...addColumns(place, { table: goalProgressRows, columns: TARGET_RANGE }),
      ...addColumns(place, { table: assessmentEvents, columns: { ...TARGET_RANGE, ...BREAKS } }),
    ],
  },
  {
    version: 10,
    statements: (place) => addColumns(place, { table: goalDefinitions, columns: INCENTIVE_OF_GOAL }),
  },
  { version: 11, statements: (place) => createBaseTable(judgementEvents, formOf(place)) },
  { version: 12, statements: (place) => createBaseTable(leadTestEvents, formOf(place)) },
  {
    version: 13,
    statements: (place) =>
      [optionEvents, suggestionEvents].flatMap((table) => createBaseTable(table, formOf(place))),
  },
  {
    version: 14,
    statements: (place) => addColumns(place, { table: goalDefinitions, columns: CADENCE_OF_GOAL }),
  },
  {
    version: 15,
    statements: (place) => [
      ...addColumns(place, { table: assessmentEvents, columns: REACH }),
      ...addColumns(place, { table: alertEvents, columns: REACH_OF_ALERT }),
    ],
  },
  {
    version: 16,
    statements: (place) =>
      [externalEvents, reviewEvents].flatMap((table) => createBaseTable(table, formOf(place))),
  },
  { version: 17, statements: (place) => createBaseTable(forecasterLessonEvents, formOf(place)) },
  {
    version: 18,
    statements: (place) => addColumns(place, { table: reviewEvents, columns: OUTCOME_OF_REVIEW }),
  },
  { version: 19, statements: (place) => createBaseTable(stalenessEvents, formOf(place)) },
  {
    version: 20,
    statements: (place) => addColumns(place, { table: alertEvents, columns: CONTENT_OF_ALERT }),
  },
  { version: 21, statements: (place) => addColumns(place, { table: optionEvents, columns: LEAD_OF_OPTION }) },
  { version: 22, statements: (place) => addColumns(place, { table: judgementEvents, columns: WITHDRAWALS }) },
  {
    version: 23,
    statements: (place) => addColumns(place, { table: goalDefinitions, columns: COST_OF_GOAL }),
  },
  {
    version: 24,
    statements: (place) => [
      ...addColumns(place, { table: optionEvents, columns: UNSURE_LEAD }),
      ...addColumns(place, { table: suggestionEvents, columns: LEAD_OF_SUGGESTION }),
    ],
  },
  { version: 25, statements: (place) => createBaseTable(calendarDefinitions, formOf(place)) },
  {
    version: 26,
    statements: (place) => addColumns(place, { table: goalDefinitions, columns: NAME_OF_GOAL }),
  },
];

/** Rows say for which build of the tables they were written, reports speak of months, and the journal of every state. */
function knowBuildAndMonth(place: MigrationPlace): readonly string[] {
  const { database, base, cluster } = place;
  const on = onCluster(cluster);
  return [
    ...REBUILT_TABLES.filter((table) => !CAME_LATER.has(table)).flatMap((table) =>
      addColumns(place, {
        table,
        columns: BUILD,
        besides: `ADD CONSTRAINT IF NOT EXISTS ${buildCheck(FIRST_BUILD)}`,
      }),
    ),
    // A sorting key can only grow by columns that the same statement adds; said again, it changes nothing.
    ...addColumns(place, { table: derivedUpTo, columns: BUILD, besides: orderOf(derivedUpTo) }),
    ...addColumns(place, {
      table: rebuildReports,
      columns: REPORT_OF_MONTH,
      besides: orderOf(rebuildReports),
    }),
    ...createBaseTable(rebuildStates, formOf(place)),
    // Before, a rebuild had one database and a journal for the exchange alone. Where that was cut off, every table is
    // whole either way, and another rebuild tells what differs.
    `DROP TABLE IF EXISTS ${base}.rebuild_journal${on} SYNC`,
    `DROP DATABASE IF EXISTS ${database}_shadow${on} SYNC`,
  ];
}

interface Addition {
  readonly table: BaseTable;
  readonly columns: Readonly<Record<string, string>>;
  /** What changes with them in the table that holds the rows. */
  readonly besides?: string;
}

function orderOf({ orderBy }: BaseTable): string {
  return `MODIFY ORDER BY (${orderBy.join(", ")})`;
}

function addColumns({ base, cluster }: MigrationPlace, addition: Addition): readonly string[] {
  const { table, columns, besides } = addition;
  const additions = Object.entries(columns).map(([name, type]) => `ADD COLUMN IF NOT EXISTS ${name} ${type}`);
  const alter = (name: string, changes: readonly string[]): string =>
    `ALTER TABLE ${base}.${name}${onCluster(cluster)} ${changes.join(", ")}`;
  const stored = alter(
    storedName(table.name, cluster),
    besides === undefined ? additions : [...additions, besides],
  );
  return cluster === undefined ? [stored] : [stored, alter(table.name, additions)];
}

function formOf({ base, cluster }: MigrationPlace): TableForm {
  return { database: base, build: FIRST_BUILD, cluster };
}
