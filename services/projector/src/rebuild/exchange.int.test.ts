import { randomUUID } from "node:crypto";
import type { Store } from "@milepost/store";
import { baseDatabase, shadowDatabase } from "@milepost/store";
import { tableIds } from "@milepost/store/queries/table-ids";
import { REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import { createBaseTable } from "@milepost/store/schema/table-ddl";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimTables, isSuperseded } from "./claims.ts";
import type { ClaimPlace } from "./claims.ts";
import { exchangeTables } from "./exchange.ts";
import { shadowTableIds } from "./shadow.ts";

const RUNS = 7;

let engine: TestStore;
beforeAll(async () => {
  engine = await openTestStore();
});
afterAll(async () => engine.close());

interface Rebuilt {
  readonly store: Store;
  readonly shadow: string;
  /** Ids of the tables before, and of those that are to become live. */
  readonly old: Readonly<Record<string, string>>;
  readonly ids: Readonly<Record<string, string>>;
}

/** Live tables, and rebuilt ones that wait to become live. */
async function rebuilt(): Promise<Rebuilt> {
  const id = randomUUID().replaceAll("-", "").slice(0, 8);
  const store = { ...engine.store, database: `live_${id}` };
  const shadow = shadowDatabase(store.database, id);
  for (const [database, build] of [[baseDatabase(store.database), 0] as const, [shadow, 1] as const]) {
    await store.command(`CREATE DATABASE ${database}`);
    for (const table of REBUILT_TABLES) {
      for (const sql of createBaseTable(table, { database, build })) await store.command(sql);
    }
  }
  const old = await shadowTableIds(store, baseDatabase(store.database), undefined);
  return { store, shadow, old, ids: await shadowTableIds(store, shadow, undefined) };
}

async function dropped({ store, shadow }: Rebuilt): Promise<void> {
  for (const database of [baseDatabase(store.database), shadow]) {
    await store.command(`DROP DATABASE ${database} SYNC`);
  }
}

/** What reached the server, and who waits for so many statements to have done so. */
interface Traffic {
  readonly exchanged: string[];
  sent(sql: string): void;
  /** Resolves after so many statements, at the latest when nobody sends any more. */
  after(statements: number): Promise<void>;
  end(): void;
}

function createTraffic(): Traffic {
  const exchanged: string[] = [];
  let count = 0;
  let isOver = false;
  let waiting: { statements: number; go: () => void }[] = [];
  const wake = (): void => {
    const due = waiting.filter(({ statements }) => isOver || count >= statements);
    waiting = waiting.filter((one) => !due.includes(one));
    for (const { go } of due) go();
  };
  return {
    exchanged,
    sent: (sql) => {
      count += 1;
      const table = /^EXCHANGE TABLES \w+\.(\w+) /.exec(sql)?.[1];
      if (table !== undefined) exchanged.push(table);
      wake();
    },
    after: (statements) =>
      new Promise((go) => {
        waiting.push({ statements, go });
        wake();
      }),
    end: () => {
      isOver = true;
      wake();
    },
  };
}

/** Every statement of an attempt reaches the server when the scheduler says so. */
function late(store: Store, scheduler: fc.Scheduler, traffic: Traffic): Store {
  return {
    ...store,
    query: async (query) => {
      await scheduler.schedule(Promise.resolve(), query.name);
      return store.query(query);
    },
    command: async (sql) => {
      await scheduler.schedule(Promise.resolve(), sql.slice(0, 40));
      await store.command(sql);
      traffic.sent(sql);
    },
  };
}

/** After how many statements of others somebody begins: anywhere on the way of the first attempt. */
const begun = fc.integer({ min: 0, max: 30 });

test("however attempts are interleaved, each table becomes live exactly once, and the last attempt sees to it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(begun, { minLength: 1, maxLength: 2 }),
      async (scheduler, later) => {
        const tables = await rebuilt();
        const traffic = createTraffic();
        const store = late(tables.store, scheduler, traffic);
        const running = [0, ...later].map(async (statements, index) => {
          await traffic.after(statements);
          const place = { store, shadow: tables.shadow, attempt: `000${index + 1}_aaaa`, cluster: undefined };
          await exchangeTables(place, tables.ids).finally(() => traffic.end());
        });
        const ends = Promise.allSettled(running);
        await scheduler.waitFor(ends);
        const [last, ...earlier] = (await ends).toReversed();
        expect(last).toEqual({ status: "fulfilled", value: undefined });
        const failures = earlier.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
        expect(failures.filter((reason) => !isSuperseded(reason))).toEqual([]);
        expect(traffic.exchanged.toSorted()).toEqual(REBUILT_TABLES.map(({ name }) => name).toSorted());
        const base = baseDatabase(tables.store.database);
        expect(await shadowTableIds(tables.store, base, undefined)).toEqual(tables.ids);
        await dropped(tables);
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
});

test("somebody who drops a rebuild wins over every attempt that has not exchanged anything, however late it comes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), begun, async (scheduler, statements) => {
      const tables = await rebuilt();
      const traffic = createTraffic();
      const { exchanged } = traffic;
      const store = late(tables.store, scheduler, traffic);
      const place: ClaimPlace = { store, shadow: tables.shadow, attempt: "0001_aaaa", cluster: undefined };
      const attempt = exchangeTables(place, tables.ids)
        .catch((error: unknown) => error)
        .finally(() => traffic.end());
      const claim = traffic.after(statements).then(() => claimTables({ ...place, attempt: "0002_bbbb" }));
      await scheduler.waitFor(Promise.all([attempt, claim]));
      const live = await shadowTableIds(tables.store, baseDatabase(tables.store.database), undefined);
      // What was exchanged before the claim is told by the ids alone, so that the drop is refused.
      const claimed = await tables.store.query(tableIds(tables.shadow));
      const ids = new Map(claimed.map(({ name, uuid }) => [name, uuid]));
      for (const [table, id] of Object.entries(tables.ids)) {
        const isLive = live[table] === id;
        expect(isLive).toBe(exchanged.includes(table));
        expect(ids.get(`${table}__0002_bbbb`)).toBe(isLive ? tables.old[table] : id);
      }
      await dropped(tables);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});
