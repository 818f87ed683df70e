import type { DatabaseSync } from "node:sqlite";
import type { Clock, Timer } from "../../clock.ts";
import type { Cloud } from "../../cloud.ts";
import type { Store } from "../../store/store.ts";
import { createTables } from "./database.ts";
import { resourceNotFound, tableNotFound } from "./errors.ts";
import { openItemStore, type ItemStore } from "./item-store.ts";
import { createItemWriter, type ItemWriter } from "./item-writer.ts";
import { openStreamStore, type StreamStore } from "./stream-store.ts";
import { openTableStore, type TableStore } from "./table-store.ts";
import type { Table } from "./table.ts";

/** The tables, items and streams of one cloud. */
export interface Engine {
  readonly db: DatabaseSync;
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
  readonly tables: TableStore;
  readonly items: ItemStore;
  readonly streams: StreamStore;
  readonly writer: ItemWriter;
  /** All of `work` is written or nothing is. */
  transaction<T>(work: () => T): T;
  /**
   * The table of a data plane call, by name or ARN.
   *
   * @throws {AwsError} ResourceNotFoundException.
   */
  table(nameOrArn: string): Table;
  /**
   * The table of a control plane call, whose error names it.
   *
   * @throws {AwsError} ResourceNotFoundException.
   */
  describedTable(nameOrArn: string): Table;
  /** Begins to delete items that expire and to forget old stream records. */
  start(): void;
  /** Call it when an item may expire earlier than any before it. */
  watchExpiry(): void;
  stop(): void;
}

/** Where the engine keeps its state, and whose it is. */
export interface EngineParts {
  readonly store: Pick<Store, "db" | "readCache" | "transaction">;
  readonly clock: Clock;
  readonly config: { readonly accountId: string; readonly region: string };
}

const EXPIRY_BATCH = 500; // items per transaction
const STREAM_RETENTION_MS = 24 * 60 * 60 * 1000;
const TRIM_EVERY_MS = 60 * 60 * 1000;
const TABLE_ARN = /^arn:aws[a-z-]*:dynamodb:([a-z0-9-]+):(\d{12}):table\/([a-zA-Z0-9_.-]{3,255})$/;

/** Opens the engine on the store's database. */
export function openEngine({ store, clock, config }: EngineParts): Engine {
  const { db } = store;
  createTables(db);
  const tables = openTableStore(store);
  const items = openItemStore(db);
  const streams = openStreamStore(db);
  const writer = createItemWriter({ items, streams, clock });
  const find = (nameOrArn: string): Table | undefined => {
    const name = tableNameOf(nameOrArn, config);
    return name === undefined ? undefined : tables.find(name);
  };

  const expire = (): void => {
    const now = clock.now();
    store.transaction(() => {
      for (const { tableNumber, key, item, size } of items.expired(now, EXPIRY_BATCH)) {
        const table = tables.byNumber(tableNumber);
        if (table === undefined) continue;
        writer.write({ table, key, before: { item, size }, after: undefined, expired: true });
      }
    });
  };
  const expiry = watchTime(clock, () => items.nextExpiry(clock.now()), expire);
  const trimming = watchTime(
    clock,
    () => clock.now() + TRIM_EVERY_MS,
    () => streams.trim(clock.now() - STREAM_RETENTION_MS),
  );

  return {
    db,
    clock,
    ...config,
    tables,
    items,
    streams,
    writer,
    transaction: (work) => store.transaction(work),
    table(nameOrArn) {
      const table = find(nameOrArn);
      if (table === undefined) throw resourceNotFound();
      return table;
    },
    describedTable(nameOrArn) {
      const table = find(nameOrArn);
      if (table === undefined) throw tableNotFound(nameOrArn);
      return table;
    },
    start() {
      expiry.watch();
      trimming.watch();
    },
    watchExpiry: () => expiry.watch(),
    stop() {
      expiry.stop();
      trimming.stop();
    },
  };
}

/** Runs `work` whenever the time that `nextAt` names has come, until there is none. */
function watchTime(
  clock: Clock,
  nextAt: () => number | undefined,
  work: () => void,
): { watch(): void; stop(): void } {
  let timer: Timer | undefined;
  let dueAt = Number.POSITIVE_INFINITY;

  const stop = (): void => {
    timer?.cancel();
    timer = undefined;
    dueAt = Number.POSITIVE_INFINITY;
  };
  const watch = (): void => {
    const at = nextAt();
    if (at === undefined || at >= dueAt) return;
    stop();
    dueAt = at;
    timer = clock.after(Math.max(at - clock.now(), 0), () => {
      stop();
      work();
      watch();
    });
  };
  return { watch, stop };
}

/** The name in a table ARN of this account and region, or the name itself. */
function tableNameOf(
  nameOrArn: string,
  { accountId, region }: EngineParts["config"],
): string | undefined {
  if (!nameOrArn.startsWith("arn:")) return nameOrArn;
  const [arnRegion, arnAccount, name] = TABLE_ARN.exec(nameOrArn)?.slice(1) ?? [];
  return arnRegion === region && arnAccount === accountId ? name : undefined;
}

const engines = new WeakMap<Store, Engine>();

/**
 * The one engine of a cloud, which DynamoDB, DynamoDB Streams and event source mappings share.
 */
export function engineOf(cloud: Pick<Cloud, "store" | "clock" | "config">): Engine {
  const existing = engines.get(cloud.store);
  if (existing !== undefined) return existing;
  const engine = openEngine(cloud);
  engines.set(cloud.store, engine);
  return engine;
}
