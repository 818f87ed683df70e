import type { Store } from "../../store/store.ts";

/** A metric: a name with its dimensions, in order of their names. */
export interface MetricKey {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly (readonly [string, string])[];
}

/** Some samples of one time; a single value has `min` and `max` equal to it. */
export interface Sample {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly count: number;
  readonly unit: string;
}

/** Metrics and their samples in tables of their own. */
export interface MetricStore {
  add(key: MetricKey, samples: readonly Sample[]): void;
  /** In order of time; `from` inclusive, `to` exclusive. */
  samples(key: MetricKey, from: number, to: number): Sample[];
  list(): MetricKey[];
  deleteOlder(at: number): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS metrics (id INTEGER PRIMARY KEY, namespace TEXT NOT NULL,
    name TEXT NOT NULL, dimensions TEXT NOT NULL, UNIQUE (namespace, name, dimensions));
  CREATE TABLE IF NOT EXISTS metric_samples (id INTEGER PRIMARY KEY, metric_id INTEGER NOT NULL,
    at INTEGER NOT NULL, min REAL NOT NULL, max REAL NOT NULL, sum REAL NOT NULL,
    count REAL NOT NULL, unit TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS metric_samples_at ON metric_samples (metric_id, at);
`;

/** Opens the tables of the metrics. */
export function openMetricStore(store: Store): MetricStore {
  const { db } = store;
  db.exec(SCHEMA);
  const create = db.prepare(
    "INSERT OR IGNORE INTO metrics (namespace, name, dimensions) VALUES (?, ?, ?)",
  );
  const find = db.prepare(
    "SELECT id FROM metrics WHERE namespace = ? AND name = ? AND dimensions = ?",
  );
  const all = db.prepare("SELECT * FROM metrics ORDER BY namespace, name, dimensions");
  const insert = db.prepare(
    `INSERT INTO metric_samples (metric_id, at, min, max, sum, count, unit)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const read = db.prepare(
    "SELECT * FROM metric_samples WHERE metric_id = ? AND at >= ? AND at < ? ORDER BY at, id",
  );
  const trim = db.prepare("DELETE FROM metric_samples WHERE at < ?");
  const idOf = ({ namespace, name, dimensions }: MetricKey): number | undefined => {
    const row = find.get(namespace, name, JSON.stringify(dimensions));
    return row === undefined ? undefined : Number(row["id"]);
  };

  return {
    add(key, samples) {
      store.transaction(() => {
        create.run(key.namespace, key.name, JSON.stringify(key.dimensions));
        const id = idOf(key) ?? 0;
        for (const { at, min, max, sum, count, unit } of samples) {
          insert.run(id, at, min, max, sum, count, unit);
        }
      });
    },
    samples(key, from, to) {
      const id = idOf(key);
      return id === undefined ? [] : read.all(id, from, to).map(toSample);
    },
    list: () =>
      all.all().map((row) => ({
        namespace: String(row["namespace"]),
        name: String(row["name"]),
        dimensions: parseDimensions(String(row["dimensions"])),
      })),
    deleteOlder: (at) => void trim.run(at),
  };
}

function toSample(row: Record<string, unknown>): Sample {
  const number = (name: string): number => Number(row[name]);
  return {
    at: number("at"),
    min: number("min"),
    max: number("max"),
    sum: number("sum"),
    count: number("count"),
    unit: String(row["unit"]),
  };
}

function parseDimensions(text: string): MetricKey["dimensions"] {
  const json: unknown = JSON.parse(text);
  return Array.isArray(json) ? json.map(([name, value]) => [String(name), String(value)]) : [];
}
