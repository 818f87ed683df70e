import * as z from "zod/mini";

/** What API Gateway asks a token authorizer. */
export const AuthorizerEvent = z.object({
  type: z.literal("TOKEN"),
  /** The whole `Authorization` header. */
  authorizationToken: z.string(),
  methodArn: z.string().check(z.startsWith("arn:")),
});

/** Whom API Gateway lets in, and what it may tell the integration of them. */
export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: "2012-10-17";
    readonly Statement: readonly {
      readonly Effect: "Allow" | "Deny";
      readonly Action: "execute-api:Invoke";
      readonly Resource: string;
    }[];
  };
  /** `$context.authorizer` of the mapping template. */
  readonly context: Readonly<Record<string, string>>;
  /** Value of the API key by whose usage plan the request counts. */
  readonly usageIdentifierKey?: string;
}

/** Says of one principal whether it may call one method. */
export function policy(
  principalId: string,
  effect: "Allow" | "Deny",
  methodArn: string,
): Omit<AuthorizerAnswer, "context" | "usageIdentifierKey"> {
  const statement = { Effect: effect, Action: "execute-api:Invoke", Resource: methodArn } as const;
  return { principalId, policyDocument: { Version: "2012-10-17", Statement: [statement] } };
}
