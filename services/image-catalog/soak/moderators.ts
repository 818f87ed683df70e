import { ConfirmSubscriptionCommand, SNSClient } from "@aws-sdk/client-sns";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { World } from "../../../scripts/soak/world.ts";
import type { CallFunction } from "./functions.ts";

const ADDRESS = "moderator@example.com"; // the default of serverless.yml
const LOOK_MS = 300;
const RETRY_MS = 500;
const NO_TEXT_AFTER = "\n\n--\n";

const Mail = z.object({ key: z.string(), id: z.string(), etag: z.string() });
export type Mail = z.infer<typeof Mail>;

/** A moderator's decision that the service has accepted. */
export interface AcceptedDecision {
  readonly key: string;
  readonly decision: string;
}

/** Two moderators who read the same mails and never agree. */
export interface Moderators {
  readonly accepted: readonly AcceptedDecision[];
  /** Calls by what was answered. */
  readonly answers: ReadonlyMap<string, number>;
  /** No more mails are opened; resolves when what was opened is decided. */
  stop(): Promise<void>;
}

/** Confirms the subscription with the token of the invitation, as a person does by its link. */
export async function confirmSubscription(world: World): Promise<void> {
  const invitations = await world.inbox(ADDRESS);
  const Token = /Token=([\w-]+)/u.exec(invitations.join("\n"))?.[1];
  const TopicArn = world.outputs["ModeratorTopic"];
  await new SNSClient(world.settings).send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
}

/** The mails about flagged images that have arrived. */
export async function readMails(world: World): Promise<readonly Mail[]> {
  const bodies = await world.inbox(ADDRESS);
  return bodies
    .filter((body) => body.startsWith("{"))
    .map((body) => Mail.parse(JSON.parse(body.split(NO_TEXT_AFTER)[0] ?? "")));
}

/** Decides on every image that a mail asks about: both moderators at once, one for and one against. */
export function startModerators(world: World, call: CallFunction): Moderators {
  const accepted: AcceptedDecision[] = [];
  const answers = new Map<string, number>();
  const opened = new Map<string, Promise<unknown>>();
  const stopping = new AbortController();

  const decide = async ({ key, id, etag }: Mail, decision: string): Promise<void> => {
    for (;;) {
      const outcome = await call("decideImage", { path: { id }, body: { decision, etag } });
      const answer = outcome.kind === "answer" ? codeOf(outcome) : outcome.kind;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      if (answer === "202") accepted.push({ key, decision });
      if (answer === "202" || answer === "AlreadyDecided" || stopping.signal.aborted) return;
      // The mail comes a moment before the question can be answered; and killed functions say nothing.
      await sleep(RETRY_MS);
    }
  };
  const look = async (): Promise<void> => {
    // Nobody can look while the cloud is away.
    for (const mail of await readMails(world).catch(() => [])) {
      if (opened.has(mail.key)) continue;
      const both = [decide(mail, "approve"), decide(mail, "reject")];
      opened.set(mail.key, Promise.all(both));
    }
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look();
      await sleep(LOOK_MS);
    }
  })();

  return {
    accepted,
    answers,
    async stop() {
      stopping.abort();
      await looking;
      await Promise.all(opened.values());
    },
  };
}

function codeOf({ status, body }: { status: number; body: unknown }): string {
  const refusal = z.object({ code: z.string() }).safeParse(body);
  return status === 202 ? "202" : (refusal.data?.code ?? String(status));
}
