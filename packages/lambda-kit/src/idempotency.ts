import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { BasePersistenceLayer } from "@aws-lambda-powertools/idempotency/persistence";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";
import { setTimeout as wait } from "node:timers/promises";
import { ConflictError, UnavailableError } from "./errors.ts";
import { commandIdOf, type IdempotentRequest } from "./idempotency-key.ts";
import { logger } from "./logger.ts";

const DAY_SECONDS = 86_400;
const WAIT_LIMIT_MS = 2000; // for the answer to the same request that came a moment before
const FIRST_PAUSE_MS = 25;
const MAX_PAUSE_MS = 400;
const RETRY_AFTER_SECONDS = 1;

/** Where it is kept which requests were answered, and what with. */
export type IdempotencyStore = BasePersistenceLayer;

/** A store in a DynamoDB table: hash key `id`, and `expiration` as its time to live. */
export function idempotencyTable(client: DynamoDBClient, tableName: string): IdempotencyStore {
  return new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
}

/** What {@link idempotently} needs, and may be told. */
export interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  /** The invocation's: a request whose function died is forgotten when its time would have been over. */
  readonly context: Pick<Context, "getRemainingTimeInMillis">;
  /** How long answers are kept, in seconds; a day unless told. */
  readonly expiresAfterSeconds?: number;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** Powertools' errors, as callers are told of them. Its causes hold answers, so that they go no further. */
function explain(error: unknown): unknown {
  switch (nameOf(error)) {
    case "IdempotencyAlreadyInProgressError":
      return new ConflictError("RequestInProgress", "the same request is being carried out", {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    case "IdempotencyValidationError":
      return new ConflictError(
        "IdempotencyKeyReused",
        "the idempotency key was used for another request",
      );
    case "IdempotencyPersistenceLayerError":
    case "IdempotencyInconsistentStateError":
      return new UnavailableError(
        "IdempotencyUnavailable",
        "cannot tell whether the request was carried out",
        { cause: error },
      );
    default:
      return error;
  }
}

type Ran = { readonly answer: string } | { readonly error: unknown };

/** Carries a request out under its record, once. `ran` says what came of it when that was here and now. */
async function once(
  request: IdempotentRequest,
  { store, context, expiresAfterSeconds = DAY_SECONDS }: IdempotencyOptions,
  run: (commandId: string) => Promise<unknown>,
): Promise<string> {
  const commandId = commandIdOf(request);
  let ran: Ran | undefined;
  const config = new IdempotencyConfig({
    eventKeyJmesPath: "commandId",
    payloadValidationJmesPath: "body",
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds,
    hashFunction: "sha256",
    // oxlint-disable-next-line typescript/consistent-type-assertions -- of the context it asks for the time only
    lambdaContext: context as Context,
  });
  const guarded = makeIdempotent(
    async (_payload: unknown): Promise<string> => {
      try {
        const answer = JSON.stringify(await run(commandId));
        ran = { answer };
        return answer;
      } catch (error) {
        ran = { error };
        throw error;
      }
    },
    { persistenceStore: store, config, keyPrefix: "command", dataIndexArgument: 0 },
  );
  try {
    return await guarded({ commandId, body: request.body ?? null });
  } catch (error) {
    if (ran === undefined) throw explain(error);
    if ("error" in ran) throw ran.error; // not that its record could not be taken away
    // The effect took place. Without its record the next try asks the effect, which knows the command.
    logger.warn("the answer was not recorded", { error });
    return ran.answer;
  }
}

/**
 * Carries a request out once and answers every repetition as the first, with Powertools' idempotency: the
 * record of the key is written before, and completed after. Who comes meanwhile waits for up to 2 s. What is
 * thrown is not recorded: the same key may be tried again.
 *
 * A function that dies between its effect and the record leaves a request "in progress" until its time is
 * over; then the request runs again, with the same command id, by which the effect must know it.
 *
 * @returns the answer as JSON made it.
 * @throws {ConflictError} `IdempotencyKeyReused`: with another body; `RequestInProgress`: still, after 2 s.
 * @throws {UnavailableError} `IdempotencyUnavailable`: the store does not answer.
 */
export async function idempotently(
  request: IdempotentRequest,
  options: IdempotencyOptions,
  run: (commandId: string) => Promise<unknown>,
): Promise<unknown> {
  const { sleep = wait } = options;
  let waitedMs = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      return JSON.parse(await once(request, options, run));
    } catch (error) {
      if (nameOf(error) !== "RequestInProgress" || waitedMs >= WAIT_LIMIT_MS) throw error;
    }
    await sleep(pauseMs);
    waitedMs += pauseMs;
  }
}
