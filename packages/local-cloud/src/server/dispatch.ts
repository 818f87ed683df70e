import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { principalArn, type Principal } from "../access/principal.ts";
import type { CallOptions, Cloud } from "../cloud.ts";
import { AwsError, NotEmulatedError } from "../errors.ts";
import { WORKFLOW_JSON } from "../protocol/codecs.ts";
import { loadModel, type OperationModel, type ServiceModel } from "../protocol/model.ts";
import { checkRequired } from "../protocol/shape.ts";
import type { AnyPlugin, CallContext, HttpCall, ReplyOverrides } from "../service.ts";
import { SERVICE_TABLE } from "../service-table.ts";
import { sufferFaults } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";

/** One call, whoever makes it and however its input arrived. */
export interface Call {
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly input: unknown;
  readonly principal: Principal;
  readonly requestId: string;
  /** Who says when nobody waits for the answer any more: its signal is only made when read. */
  readonly client: { readonly signal: AbortSignal };
  readonly http?: HttpCall;
  readonly endpoint: string;
  readonly reply: ReplyOverrides;
}

/** A service and one of its operations, by name. */
export interface Target {
  readonly service: string;
  readonly operation: string;
}

/** A plugin that is open, with its state. */
export interface OpenPlugin {
  readonly plugin: AnyPlugin;
  /** Only the plugin itself knows its type. */
  readonly state: never;
}

/** Runs calls against the table of plugins: the one way in, for the gateway and for services. */
export class Dispatcher {
  readonly #cloud: Cloud;
  readonly #plugins: ReadonlyMap<string, OpenPlugin>;
  readonly #log: RequestLog;

  constructor(cloud: Cloud, plugins: ReadonlyMap<string, OpenPlugin>, log: RequestLog) {
    this.#cloud = cloud;
    this.#plugins = plugins;
    this.#log = log;
  }

  /**
   * Runs one call.
   *
   * @throws {AwsError} What the operation answers; `NotEmulated` for one that is not there;
   *   `InternalFailure` for a defect, which is logged.
   */
  async run(call: Call): Promise<unknown> {
    const startedAt = performance.now();
    let failure: AwsError | undefined;
    try {
      checkRequired(call.model, call.operation.input, call.input);
      await sufferFaults(this.#cloud, call.model.row.id, call.operation.name);
      return await this.#operate(call);
    } catch (error) {
      failure = this.#asAwsError(error, call);
      throw failure;
    } finally {
      this.#log.add({
        service: call.model.row.id,
        operation: call.operation.name,
        caller: principalArn(call.principal),
        requestId: call.requestId,
        milliseconds: Math.round((performance.now() - startedAt) * 1000) / 1000,
        ...(failure !== undefined && { error: failure.code, message: failure.message }),
      });
    }
  }

  async #operate(call: Call): Promise<unknown> {
    const { model, operation } = call;
    const open = this.#plugins.get(model.row.id);
    const handler = open === undefined ? undefined : handlerOf(open.plugin, operation.name);
    if (open === undefined || handler === undefined) {
      throw new NotEmulatedError(`${model.row.id}:${operation.name}`);
    }
    const { principal, requestId, client, endpoint, reply, http } = call;
    const context: CallContext = {
      cloud: this.#cloud,
      state: open.state,
      principal,
      requestId,
      endpoint,
      get signal() {
        return client.signal;
      },
      reply,
      ...(http !== undefined && { http }),
    };
    const checked = {
      service: model.row.id,
      operation: operation.name,
      input: call.input ?? {},
      principal,
    };
    const { authorizer } = this.#cloud;
    authorizer.check(checked);
    try {
      return await handler(checked.input, context);
    } catch (error) {
      throw error instanceof AwsError ? authorizer.veil(checked, error) : error;
    }
  }

  #asAwsError(error: unknown, call: Call): AwsError {
    if (error instanceof AwsError) return error;
    if (isClientException(error)) return new AwsError(error.name, error.message);
    this.#log.defect(error, `${call.model.row.id}:${call.operation.name}`);
    return new AwsError(
      "InternalFailure",
      "The request processing has failed because of an unknown error, exception or failure.",
      { status: 500, cause: error },
    );
  }

  /** A call from inside the cloud with a typed input. */
  async call(target: Target, input: unknown, options: CallOptions): Promise<unknown> {
    const found = await findOperation(target);
    return this.run(this.#internal(found, input, options));
  }

  /** A call from inside the cloud whose input and output are plain JSON. */
  async callJson(target: Target, input: unknown, options: CallOptions): Promise<unknown> {
    const found = await findOperation(target);
    const bytes = new TextEncoder().encode(JSON.stringify(input ?? {}));
    const decoded = await WORKFLOW_JSON.read(found.operation.input, bytes);
    const output = await this.run(this.#internal(found, decoded, options));
    const whole = await readStreams(output);
    if (!found.operation.output.isStructSchema()) return {};
    const written: unknown = JSON.parse(String(WORKFLOW_JSON.write(found.operation.output, whole)));
    return written;
  }

  #internal(
    found: { model: ServiceModel; operation: OperationModel },
    input: unknown,
    options: CallOptions,
  ): Call {
    return {
      ...found,
      input,
      principal: options.as,
      requestId: randomUUID(),
      client: { signal: options.signal ?? this.#cloud.stopping },
      endpoint: this.#cloud.endpoint,
      reply: { headers: {} },
    };
  }
}

type AnyHandler = (input: unknown, context: CallContext) => unknown;

function handlerOf(plugin: AnyPlugin, name: string): AnyHandler | undefined {
  const { operations } = plugin;
  if (!Object.hasOwn(operations, name)) return undefined;
  // oxlint-disable-next-line typescript/consistent-type-assertions -- typed by the plugin; the schema has checked the input
  return operations[name] as AnyHandler;
}

async function findOperation({
  service,
  operation: name,
}: Target): Promise<{ model: ServiceModel; operation: OperationModel }> {
  const row = SERVICE_TABLE.find(({ id }) => id === service);
  const model = row === undefined ? undefined : await loadModel(row);
  const operation = model?.operations.get(name);
  if (model === undefined || operation === undefined) {
    throw new AwsError("UnknownOperationException", `there is no operation ${service}:${name}`, {
      status: 404,
    });
  }
  return { model, operation };
}

/** An answer whose streaming bodies have been read, for the codec to write as any other blob. */
async function readStreams(output: unknown): Promise<unknown> {
  if (typeof output !== "object" || output === null) return output;
  const entries = Object.entries(output).map(async ([name, value]): Promise<[string, unknown]> => {
    if (value instanceof Readable) return [name, new Uint8Array(await buffer(value))];
    return [name, value];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** An exception of an SDK client's own class, which an operation may throw as well. */
function isClientException(error: unknown): error is Error {
  return error instanceof Error && "$fault" in error;
}
