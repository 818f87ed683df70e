import type { Integration } from "@aws-sdk/client-api-gateway";
import { override, type Gateway, type RoutedExchange } from "./api-request.ts";
import { awsTarget } from "./aws-target.ts";
import type { BackendRequest } from "./backend-request.ts";
import { fetchBackend } from "./fetch-backend.ts";
import type { BackendAnswer } from "./backend-answer.ts";
import { takeRole, withStageVariables } from "./invoke-function.ts";

/**
 * Calls an AWS service of this cloud over its own endpoint, with the integration's role.
 *
 * @throws {AwsError} `AccessDenied` for a role that cannot be taken on; `NotEmulated`.
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
 */
export async function callAwsService(
  gateway: Gateway,
  exchange: RoutedExchange,
  { integration, request }: { integration: Integration; request: BackendRequest },
): Promise<BackendAnswer> {
  const { config, endpoint } = gateway.cloud;
  const uri = withStageVariables(integration.uri ?? "", exchange);
  const { row, url, headers, body } = awsTarget(uri, endpoint, request);
  const roleArn = withStageVariables(integration.credentials ?? "", exchange);
  const role = await takeRole(gateway, exchange, roleArn);
  const sessionName = role.kind === "role" ? role.sessionName : "";
  const key = gateway.state.roleKeys.of({ roleArn, sessionName });
  const date = new Date(exchange.at).toISOString().slice(0, 10).replaceAll("-", "");
  const scope = `${key.accessKeyId}/${date}/${config.region}/${row.sign}/aws4_request`;
  return fetchBackend({
    url,
    method: integration.httpMethod ?? "POST",
    // The endpoint knows the caller by the key; it does not verify signatures of headers.
    headers: override(headers, [
      ["authorization", `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`],
      ["x-amz-security-token", key.sessionToken],
    ]),
    body,
  });
}
