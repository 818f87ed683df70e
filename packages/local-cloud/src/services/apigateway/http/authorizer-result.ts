import type { Policy } from "../../../access/policy/policy-document.ts";

/** What a Lambda authorizer answered: its policy decides about every method until it expires. */
export interface AuthorizerResult {
  readonly principalId: string;
  readonly policy: Policy;
  /** Its values as text. */
  readonly context: Readonly<Record<string, string>>;
  /** The API key, when the API takes keys from authorizers. */
  readonly usageIdentifierKey?: string;
}

/** What authorization adds to the request beside its context. */
export interface Authorized {
  /** The API key that a Lambda authorizer named. */
  readonly apiKey?: string;
}
