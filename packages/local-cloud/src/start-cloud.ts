import { createAuthorizer, OPEN_AUTHORIZER, type Authorizer } from "./access/authorizer.ts";
import { createChaos } from "./chaos.ts";
import { openSessions } from "./access/sessions.ts";
import { createClock, type AdjustableClock } from "./clock.ts";
import type { CallOptions, Cloud, CloudConfig } from "./cloud.ts";
import { openInbox } from "./inbox.ts";
import { openPolicySources } from "./open-policy-sources.ts";
import { PLUGINS } from "./plugins.ts";
import { Dispatcher, type OpenPlugin } from "./server/dispatch.ts";
import { listen, type Listening } from "./server/listen.ts";
import { createRequestLog } from "./server/request-log.ts";
import { answerWith } from "./server/answer.ts";
import type { AnyPlugin } from "./service.ts";
import { openDeliveries } from "./store/deliveries.ts";
import { discardStore, openStore } from "./store/store.ts";

/** How to start a cloud. */
export interface StartOptions extends Partial<CloudConfig> {
  readonly dataDir: string;
  /** Forgets what is in `dataDir` first; false when left out. */
  readonly fresh?: boolean;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly clock?: AdjustableClock;
  /** The services to run; all of them when left out. */
  readonly plugins?: readonly AnyPlugin[];
  /** Whether IAM's policies decide about every call; true when left out. */
  readonly enforcePermissions?: boolean;
  /** Told of errors that are the cloud's own; printed to standard error when left out. */
  readonly onDefect?: (error: unknown, where: string) => void;
}

/** A cloud that listens. */
export interface RunningCloud {
  readonly cloud: Cloud;
  readonly endpoint: string;
  /** Calls by `service:operation` since the start. */
  counts(): Readonly<Record<string, number>>;
  /** Ends background work in order, then closes the store. */
  stop(): Promise<void>;
}

const DEFAULT_ACCOUNT_ID = "000000000000";
const DEFAULT_REGION = "eu-west-1";

/**
 * Starts a cloud on the loopback interface with its state in `dataDir`; takes up what was under
 * way when it last stopped or was killed.
 *
 * @throws {Error} When the port is taken, or the data directory is in use or cannot be written.
 */
export async function startCloud(options: StartOptions): Promise<RunningCloud> {
  if (options.fresh === true) discardStore(options.dataDir);
  const store = openStore(options.dataDir);
  const clock = options.clock ?? createClock();
  const onDefect = options.onDefect ?? printDefect;
  const log = createRequestLog(clock, onDefect);
  const config = configOf(options);
  const chaos = createChaos();
  const stopping = new AbortController();
  const plugins = new Map<string, OpenPlugin>();
  const deliveries = openDeliveries({ store, clock, chaos, report: onDefect });
  let listening: Listening | undefined;
  let authorizer: Authorizer = OPEN_AUTHORIZER;

  const base = {
    config,
    get endpoint() {
      return `http://127.0.0.1:${listening?.port ?? options.port ?? 0}`;
    },
    clock,
    store,
    deliveries,
    chaos,
    get authorizer() {
      return authorizer;
    },
    sessions: openSessions(store, clock, config.accountId),
    inbox: openInbox(store, clock),
    stopping: stopping.signal,
    stateOf: (service: string) => plugins.get(service)?.state,
  };
  const cloud = withCalls(base, () => dispatcher);
  const dispatcher = new Dispatcher(cloud, plugins, log);
  if (options.enforcePermissions !== false) {
    authorizer = createAuthorizer(cloud, openPolicySources(cloud));
  }

  const begin = async (): Promise<void> => {
    for (const plugin of options.plugins ?? PLUGINS) {
      // oxlint-disable-next-line typescript/consistent-type-assertions -- handed back to this plugin alone
      plugins.set(plugin.id, { plugin, state: plugin.open(cloud) as never });
    }
    listening = await listen(
      options.port ?? 0,
      answerWith({ cloud, dispatcher, plugins, log, onDefect }),
    );
    for (const { plugin, state } of plugins.values()) await plugin.start?.(state, cloud);
    deliveries.start();
  };
  const end = async (): Promise<void> => {
    stopping.abort(new Error("the cloud is stopping"));
    await listening?.close();
    await deliveries.stop();
    for (const { plugin, state } of [...plugins.values()].reverse()) await plugin.stop?.(state);
    store.close();
  };
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => (ended ??= end());

  try {
    await begin();
  } catch (error) {
    await stop(); // the data directory is free again for another try
    throw error;
  }
  return { cloud, endpoint: cloud.endpoint, counts: () => log.counts(), stop };
}

function configOf({ dataDir, accountId, region, outside }: StartOptions): CloudConfig {
  return {
    accountId: accountId ?? DEFAULT_ACCOUNT_ID,
    region: region ?? DEFAULT_REGION,
    dataDir,
    ...(outside !== undefined && { outside }),
  };
}

/** Adds the typed calls, which go through the dispatcher, to the rest of a cloud. */
function withCalls(base: Omit<Cloud, "call" | "callJson">, dispatcher: () => Dispatcher): Cloud {
  // Property by property copies would freeze `endpoint`, which is known only later.
  return Object.defineProperties(Object.create(null), {
    ...Object.getOwnPropertyDescriptors(base),
    call: {
      // oxlint-disable-next-line max-params -- the shape of Cloud.call
      value: (service: string, operation: string, input: unknown, options: CallOptions) =>
        dispatcher().call({ service, operation }, input, options),
    },
    callJson: {
      // oxlint-disable-next-line max-params -- the shape of Cloud.callJson
      value: (service: string, operation: string, input: unknown, options: CallOptions) =>
        dispatcher().callJson({ service, operation }, input, options),
    },
  });
}

function printDefect(error: unknown, where: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`local cloud: defect in ${where}: ${text}\n`);
}
