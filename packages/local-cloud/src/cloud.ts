import type { Authorizer } from "./access/authorizer.ts";
import type { Principal } from "./access/principal.ts";
import type { Sessions } from "./access/sessions.ts";
import type { Chaos } from "./chaos.ts";
import type { AdjustableClock } from "./clock.ts";
import type { Inbox } from "./inbox.ts";
import type { In, OperationName, Out } from "./service.ts";
import type { ServiceId, ServiceModules } from "./service-table.ts";
import type { Deliveries } from "./store/deliveries.ts";
import type { Store } from "./store/store.ts";

/** Where and as whom a cloud runs. */
export interface CloudConfig {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** State lives here and nowhere else. */
  readonly dataDir: string;
  /**
   * What becomes of requests to endpoints that are not on this machine: `inbox`, as when left out,
   * keeps them there and counts them as answered with 200; `call` makes them.
   */
  readonly outside?: "inbox" | "call";
}

/** How a call inside the cloud is made. */
export interface CallOptions {
  readonly as: Principal;
  readonly signal?: AbortSignal;
}

/** What every service may use: the rest of the cloud. */
export interface Cloud {
  readonly config: CloudConfig;
  /** The endpoint of this cloud, without a trailing slash; known once it listens. */
  readonly endpoint: string;
  readonly clock: AdjustableClock;
  readonly store: Store;
  /** Durable asynchronous work: what must happen after the answer, at least once. */
  readonly deliveries: Deliveries;
  readonly sessions: Sessions;
  /** Asked for every call already; ask it for what is no call, such as `execute-api:Invoke`. */
  readonly authorizer: Authorizer;
  readonly chaos: Chaos;
  readonly inbox: Inbox;
  /** Aborts when the cloud stops. */
  readonly stopping: AbortSignal;

  /**
   * Calls an operation as the gateway would: same table, same checks, same errors.
   *
   * @throws {AwsError} What the operation answers.
   */
  call<S extends ServiceId, O extends OperationName<ServiceModules[S]>>(
    service: S,
    operation: O,
    input: In<ServiceModules[S], O>,
    options: CallOptions,
  ): Promise<Out<ServiceModules[S], O>>;

  /**
   * The same for callers that hold plain JSON (Step Functions, API Gateway): the input is decoded
   * and the output encoded by the operation's schema, with timestamps as ISO 8601 text and blobs
   * as base64; the streaming body of an answer is read to its end and is a blob like any other.
   *
   * @throws {AwsError} `UnknownOperationException` for a service or operation that does not exist.
   */
  callJson(
    service: string,
    operation: string,
    input: unknown,
    options: CallOptions,
  ): Promise<unknown>;

  /** The state of another plugin, for the few that work below the API (event sources, streams). */
  stateOf(service: ServiceId): unknown;
}
