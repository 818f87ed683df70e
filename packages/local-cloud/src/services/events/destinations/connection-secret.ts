import * as z from "zod";
import type { Principal } from "../../../access/principal.ts";
import type { Cloud } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import type { Connection } from "./connection.ts";

const Parameter = z.object({
  key: z.string(),
  value: z.string(),
  is_value_secret: z.boolean(),
});

const HttpParameters = z.object({
  header_parameters: z.array(Parameter).default([]),
  query_string_parameters: z.array(Parameter).default([]),
  body_parameters: z.array(Parameter).default([]),
});

/** What the secret of a connection holds, in the words that EventBridge keeps it in. */
export const ConnectionSecret = z.object({
  username: z.string().optional(),
  password: z.string().optional(),
  api_key_name: z.string().optional(),
  api_key_value: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  authorization_endpoint: z.string().optional(),
  http_method: z.enum(["GET", "POST", "PUT"]).optional(),
  oauth_http_parameters: HttpParameters.optional(),
  invocation_http_parameters: HttpParameters.optional(),
});
export type ConnectionSecret = z.infer<typeof ConnectionSecret>;
export type SecretParameter = z.infer<typeof Parameter>;
export type SecretHttpParameters = z.infer<typeof HttpParameters>;

/** EventBridge's service-linked role for the secrets of connections. */
function keeper({ arn, accountId }: Pick<Connection, "arn" | "accountId">): Principal {
  const service = "apidestinations.events.amazonaws.com";
  return { kind: "service", accountId, service, sourceArn: arn };
}

/** Keeps the secret of a new connection; gives its ARN. */
export async function createSecret(
  cloud: Cloud,
  { arn, accountId, name }: Pick<Connection, "arn" | "accountId" | "name">,
  secret: ConnectionSecret,
): Promise<string> {
  const input = {
    Name: `events!connection/${name}/${arn.split("/").at(-1)}`,
    Description: `Secret of the EventBridge connection ${name}`,
    SecretString: JSON.stringify(secret),
    Tags: [{ Key: "aws:secretsmanager:owningService", Value: "events" }],
  };
  const { ARN = "" } = await cloud.call("secretsmanager", "CreateSecret", input, {
    as: keeper({ arn, accountId }),
  });
  return ARN;
}

/** Keeps another value in the secret of a connection. */
export async function updateSecret(
  cloud: Cloud,
  connection: Connection,
  secret: ConnectionSecret,
): Promise<void> {
  const input = { SecretId: connection.secretArn, SecretString: JSON.stringify(secret) };
  await cloud.call("secretsmanager", "PutSecretValue", input, { as: keeper(connection) });
}

/**
 * The secret of a connection.
 *
 * @throws {AwsError} `ResourceNotFoundException` when somebody has deleted it.
 */
export async function readSecret(cloud: Cloud, connection: Connection): Promise<ConnectionSecret> {
  const input = { SecretId: connection.secretArn };
  const { SecretString = "" } = await cloud.call("secretsmanager", "GetSecretValue", input, {
    as: keeper(connection),
  });
  try {
    return ConnectionSecret.parse(JSON.parse(SecretString));
  } catch (cause) {
    const message = `The secret of the connection ${connection.name} is not valid.`;
    throw new AwsError("InvalidParameterValue", message, { cause });
  }
}

/** Ends the secret of a connection; one that is gone is no error. */
export async function deleteSecret(cloud: Cloud, connection: Connection): Promise<void> {
  if (connection.secretArn === undefined) return;
  const input = { SecretId: connection.secretArn, ForceDeleteWithoutRecovery: true };
  try {
    await cloud.call("secretsmanager", "DeleteSecret", input, { as: keeper(connection) });
  } catch (error) {
    const isGone = error instanceof AwsError && error.code === "ResourceNotFoundException";
    if (!isGone) throw error;
  }
}
