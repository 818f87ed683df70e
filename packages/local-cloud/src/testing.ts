import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Cloud } from "./cloud.ts";
import { startCloud, type StartOptions } from "./start-cloud.ts";

/** Settings that any AWS client takes. */
interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** One try: a test wants to see the first answer. */
  readonly maxAttempts: number;
  readonly disableHostPrefix: boolean;
}

/** A cloud of its own for one test or one file. */
export interface TestCloud {
  readonly cloud: Cloud;
  readonly endpoint: string;
  readonly dataDir: string;
  /** Calls by `service:operation` since the start. */
  counts(): Readonly<Record<string, number>>;
  /** Makes a client of the real SDK: `client(S3Client)`. */
  client<C>(Client: new (settings: ClientSettings) => C, settings?: Partial<ClientSettings>): C;
  /** Stops this cloud and starts another on the same data directory. */
  restart(): Promise<TestCloud>;
  stop(): Promise<void>;
}

/** What a test may choose about its cloud. */
export type TestCloudOptions = Omit<StartOptions, "dataDir"> & {
  readonly dataDir?: string;
  /** The test stops the cloud itself, as one that a whole file shares does in `afterAll`. */
  readonly keep?: boolean;
};

/**
 * Starts a cloud on a free port with a data directory of its own. Policies decide only with
 * `enforcePermissions`: most tests are about a service's own behaviour. Inside a test it ends with the
 * test; outside (in `beforeAll`) pass `keep` and call `stop`.
 *
 * A defect of the cloud fails the test that caused it, as an unhandled error.
 */
export async function startTestCloud(options: TestCloudOptions = {}): Promise<TestCloud> {
  const { keep = false, dataDir: given, ...rest } = options;
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), "local-cloud-")));
  const enforcePermissions = false;
  const running = await startCloud({ onDefect: raise, enforcePermissions, ...rest, dataDir });
  let stopped = false;

  const halt = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await running.stop();
  };
  const stop = async (): Promise<void> => {
    await halt();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  if (!keep) onTestFinished(stop);

  return {
    cloud: running.cloud,
    endpoint: running.endpoint,
    dataDir,
    counts: () => running.counts(),
    client: (Client, settings) =>
      new Client({
        endpoint: running.endpoint,
        region: running.cloud.config.region,
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        maxAttempts: 1,
        disableHostPrefix: true,
        ...settings,
      }),
    async restart() {
      await halt();
      return startTestCloud({ ...options, dataDir });
    },
    stop,
  };
}

/** An unhandled rejection fails the run that it happens in. */
async function rejectLater(error: unknown, where: string): Promise<never> {
  throw new Error(`defect of the local cloud in ${where}`, { cause: error });
}

function raise(error: unknown, where: string): void {
  void rejectLater(error, where);
}
