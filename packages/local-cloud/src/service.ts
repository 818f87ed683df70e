import type { Readable } from "node:stream";
import type { Principal } from "./access/principal.ts";
import type { Cloud } from "./cloud.ts";
import type { WireRequest, WireResponse } from "./protocol/wire.ts";
import type { ServiceId, ServiceModules } from "./service-table.ts";

/** The instance type of a command class (its constructor may be overloaded). */
type InstanceOf<C> = C extends abstract new (...args: never[]) => infer T ? T : never;
type InputOf<C> = InstanceOf<C> extends { input: infer I } ? I : never;
type OutputOf<C> =
  InstanceOf<C> extends {
    resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer O }>;
  }
    ? O
    : never;

/** Only a plain blob's type admits an `ArrayBuffer`; the server always holds it as bytes. */
type ServerInputValue<V> = ArrayBuffer extends V ? Uint8Array | Extract<V, undefined> : V;
type ServerOutputValue<V> = V extends Uint8Array ? Uint8Array : V;
/** The members that carry a stream; in every client in use they have this name. */
type StreamKeys = "Body" | "InvokeArgs";

/** What an operation receives: blobs are bytes, a streaming body is a `Readable`. */
export type ServerInput<I> = {
  [K in keyof I]: K extends StreamKeys
    ? Readable | Extract<I[K], undefined>
    : ServerInputValue<I[K]>;
};

/** What an operation answers: no `$metadata`; a streaming body may be bytes, text or a `Readable`. */
export type ServerOutput<O> = {
  [K in keyof O as K extends "$metadata" ? never : K]: K extends StreamKeys
    ? Uint8Array | string | Readable | undefined
    : ServerOutputValue<O[K]>;
};

/** The names of a client's operations: `SendMessage` for `SendMessageCommand`. */
export type OperationName<M> = keyof {
  [K in keyof M as K extends `${infer Op}Command` ? Op : never]: unknown;
} &
  string;

type CommandOf<M, O extends string> = `${O}Command` extends keyof M ? M[`${O}Command`] : never;

/** The input of operation `O` of the client module `M`, as the server sees it. */
export type In<M, O extends string> = ServerInput<InputOf<CommandOf<M, O>>>;
/** The output of operation `O` of the client module `M`, as the server gives it. */
export type Out<M, O extends string> = ServerOutput<OutputOf<CommandOf<M, O>>>;

/** The HTTP side of a call that came over the wire; calls inside the cloud have none. */
export interface HttpCall {
  readonly method: string;
  /** Decoded path, starting with `/`. */
  readonly path: string;
  /** Query parameters, decoded; a parameter given more than once keeps its first value. */
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The signature is in the query string. */
  readonly presigned: boolean;
}

/** What an operation may change about the HTTP answer that its output becomes. */
export interface ReplyOverrides {
  /** In place of the status that the schema fixes: 206, 304. */
  status?: number;
  headers: Record<string, string>;
}

/** One call of one operation. */
export interface CallContext<State = unknown> {
  readonly cloud: Cloud;
  /** The service's own state, as its plugin's `open` made it. */
  readonly state: State;
  readonly principal: Principal;
  readonly requestId: string;
  /** The endpoint that this caller used, without a trailing slash: `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Aborts when the client has gone or the cloud stops. */
  readonly signal: AbortSignal;
  readonly http?: HttpCall;
  readonly reply: ReplyOverrides;
}

/** An emulated operation: AWS's input in, AWS's output out, errors as `AwsError`. */
export type Operation<M, O extends OperationName<M>, State = unknown> = (
  input: In<M, O>,
  ctx: CallContext<State>,
) => Promise<Out<M, O>> | Out<M, O>;

/** The operations that a plugin emulates; every other one of the client answers `NotEmulated`. */
export type Operations<M, State> = {
  readonly [O in OperationName<M>]?: Operation<M, O, State>;
};

/** What the support table says of one operation beyond its being there. */
export interface SupportNote {
  /** `partial`: some parameters or behaviours are missing, and `note` says which. */
  readonly level: "yes" | "partial";
  readonly note: string;
}

/** One AWS service: its operations, its state and its work in the background. */
export interface Plugin<S extends ServiceId = ServiceId, State = unknown> {
  readonly id: S;
  readonly operations: Operations<ServiceModules[S], State>;
  /** Notes for operations that are only partly there; an operation without one is a plain yes. */
  readonly support?: { readonly [O in OperationName<ServiceModules[S]>]?: SupportNote };
  /** Loads the state. Called once, before any call, in the order of the plugin table. */
  open(cloud: Cloud): State;
  /** Takes up work that was under way when the cloud last stopped. Called once all are open. */
  start?(state: State, cloud: Cloud): Promise<void> | void;
  /**
   * Answers a request that is no call of an AWS API: a stage of an API, a browser's preflight.
   * Resolves with `undefined` to leave it to the next plugin.
   */
  answerHttp?(
    state: State,
    request: WireRequest,
    connection: { cloud: Cloud; principal: Principal },
  ): Promise<WireResponse | undefined>;
  /** Ends background work; what is acknowledged is already stored. */
  stop?(state: State): Promise<void> | void;
}

/** A plugin with the types of its operations and its state hidden, as the table holds it. */
export interface AnyPlugin {
  readonly id: ServiceId;
  readonly operations: Readonly<Record<string, unknown>>;
  readonly support?: Readonly<Record<string, SupportNote | undefined>>;
  open(cloud: Cloud): unknown;
  start?(state: never, cloud: Cloud): Promise<void> | void;
  answerHttp?(
    state: never,
    request: WireRequest,
    connection: { cloud: Cloud; principal: Principal },
  ): Promise<WireResponse | undefined>;
  stop?(state: never): Promise<void> | void;
}

/** Types a plugin object; returns it unchanged. */
export function definePlugin<S extends ServiceId, State>(
  plugin: Plugin<S, State>,
): Plugin<S, State> {
  return plugin;
}
