import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import type { ServiceRow } from "../service-table.ts";

/** One operation as its client's schema describes it. */
export interface OperationModel {
  readonly name: string;
  /** For the REST protocols: method, URI template with literal query, status of success. */
  readonly http?: { readonly method: string; readonly uri: string; readonly status: number };
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

/** A modelled error of a service. */
export interface ErrorModel {
  readonly name: string;
  /** With namespace, as JSON's `__type` carries it. */
  readonly qualifiedName: string;
  readonly schema: NormalizedSchema;
  /** Where the model fixes one; else the error that is thrown says it. */
  readonly status?: number;
  readonly fault: "client" | "server";
  /** The code that the Query protocol uses, where it is another one. */
  readonly queryCode?: string;
}

/** A service: its row of the table and all that its schemas say. */
export interface ServiceModel {
  readonly row: ServiceRow;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By shape name and by query code. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
  /** The schema namespace: `com.amazonaws.sqs`. */
  readonly namespace: string;
}

// The first element of the tuples that clients export; @smithy/types, StaticSchemaId*.
const OPERATION = 9;
const ERROR = -3;

const loaded = new Map<string, Promise<ServiceModel>>();

/** Loads a service's client, once per process, and reads its schemas. */
export function loadModel(row: ServiceRow): Promise<ServiceModel> {
  let model = loaded.get(row.id);
  if (model === undefined) {
    model = row.load().then((client) => readModel(row, client));
    loaded.set(row.id, model);
  }
  return model;
}

function readModel(row: ServiceRow, client: Readonly<Record<string, unknown>>): ServiceModel {
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  let namespace = "";
  for (const exported of Object.values(client)) {
    if (!Array.isArray(exported)) continue;
    const tuple: readonly unknown[] = exported;
    if (tuple[0] === OPERATION) {
      const operation = readOperation(tuple);
      operations.set(operation.name, operation);
      namespace = String(tuple[1]);
    } else if (tuple[0] === ERROR) {
      const error = readError(tuple);
      errors.set(error.name, error);
      if (error.queryCode !== undefined) errors.set(error.queryCode, error);
    }
  }
  if (operations.size === 0) {
    throw new Error(`the client of ${row.id} exports no operation schemas`);
  }
  return { row, operations, errors, namespace };
}

function readOperation(tuple: readonly unknown[]): OperationModel {
  const traits = record(tuple[3]);
  const http = traits["http"];
  return {
    name: String(tuple[2]),
    ...(Array.isArray(http) && {
      http: { method: String(http[0]), uri: String(http[1]), status: Number(http[2]) },
    }),
    input: normalized(tuple[4]),
    output: normalized(tuple[5]),
  };
}

function readError(tuple: readonly unknown[]): ErrorModel {
  const traits = record(tuple[3]);
  const query = traits["awsQueryError"];
  const queryError: readonly unknown[] = Array.isArray(query) ? query : [];
  const fault = traits["error"] === "server" ? "server" : "client";
  const status = traits["httpError"] ?? queryError[1];
  return {
    name: String(tuple[2]),
    qualifiedName: `${String(tuple[1])}#${String(tuple[2])}`,
    schema: normalized(tuple),
    fault,
    ...(status !== undefined && { status: Number(status) }),
    ...(typeof queryError[0] === "string" && { queryCode: queryError[0] }),
  };
}

/** The normalized form of a schema tuple, or of the function that defers one. */
function normalized(schema: unknown): NormalizedSchema {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- schemas are opaque outside @smithy/core
  return NormalizedSchema.of(schema as $SchemaRef);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- any object may be read as a record
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
