import type { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Answered,
  newCredentials,
  sendEvents,
  signIn,
  signUp,
  type Answer,
  type Credentials,
} from "../tools/client.ts";
import { sampleEvent, type SampleEvent } from "../tools/sample-events.ts";
import type { Outputs } from "../tools/stack-outputs.ts";

const BATCH = 10; // entries per request
const WRONG_EVERY = 9;
const RETRY_MS = 100;
const MAX_TRIES = 400;

/** An event that the API has taken, under the id that it gave. */
export interface Taken extends SampleEvent {
  readonly eventId: string;
  readonly mark: string;
}

/** What clients have sent, and how they were answered. */
export interface Sent {
  readonly taken: Taken[];
  /** How often each status was the answer; "none" for none. */
  readonly statuses: Map<string, number>;
  /** Events that may have been taken without an answer: their connection broke. */
  readonly unsure: Set<string>;
}

export function nothingSent(): Sent {
  return { taken: [], statuses: new Map(), unsure: new Set() };
}

interface Api {
  readonly cognito: CognitoIdentityProviderClient;
  readonly outputs: Outputs;
}

/** Calls until it works: faults and crashes of the cloud are no business of whoever signs in. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** One client that sends batches, and again what was not taken, as its author would have it. */
export class Sender {
  readonly #api: Api;
  readonly #sent: Sent;
  readonly #credentials: Credentials;
  #token = "";

  private constructor(api: Api, sent: Sent, credentials: Credentials) {
    this.#api = api;
    this.#sent = sent;
    this.#credentials = credentials;
  }

  static async open(api: Api, sent: Sent): Promise<Sender> {
    const sender = new Sender(api, sent, newCredentials("soak"));
    await signUp(api.cognito, api.outputs, sender.#credentials);
    await sender.#signIn();
    return sender;
  }

  async #signIn(): Promise<void> {
    const { cognito, outputs } = this.#api;
    this.#token = await patiently(() => signIn(cognito, outputs, this.#credentials));
  }

  /** Sends so many events. */
  async send(count: number): Promise<void> {
    for (let at = 0; at < count; at += BATCH) {
      const samples = Array.from({ length: Math.min(BATCH, count - at) }, (_, n) => {
        const mark = randomUUID();
        return { ...sampleEvent(at + n, { mark, wrongEvery: WRONG_EVERY }), mark };
      });
      await this.#sendAll(samples);
    }
  }

  async #sendAll(samples: readonly (SampleEvent & { mark: string })[]): Promise<void> {
    let left = samples;
    for (let tries = 1; left.length > 0; tries += 1) {
      if (tries > MAX_TRIES) throw new Error("the API takes nothing any more");
      const answer = await this.#try(left.map(({ event }) => event));
      if (answer === undefined) for (const { mark } of left) this.#sent.unsure.add(mark);
      const answered = Answered.safeParse(answer?.body);
      if (answered.success) left = this.#take(left, answered.data);
      if (answer?.status === 401) throw new Error("a good token was refused");
      if (left.length > 0) await sleep(RETRY_MS);
    }
  }

  async #try(events: readonly unknown[]): Promise<Answer | undefined> {
    const { statuses } = this.#sent;
    const answer = await sendEvents(this.#api.outputs.ApiUrl, this.#token, events).catch(
      () => undefined,
    );
    const status = String(answer?.status ?? "none");
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    return answer;
  }

  /** What was not taken. */
  #take<S extends SampleEvent & { mark: string }>(
    samples: readonly S[],
    { entries }: Answered,
  ): readonly S[] {
    const ids = new Map(
      entries.flatMap((entry) => ("eventId" in entry ? [[entry.index, entry.eventId]] : [])),
    );
    return samples.filter((sample, index) => {
      const eventId = ids.get(index);
      if (eventId !== undefined) this.#sent.taken.push({ ...sample, eventId });
      return eventId === undefined;
    });
  }
}
