import {
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  type ApiGatewayV2Client,
  type CreateRouteCommandInput,
} from "@aws-sdk/client-apigatewayv2";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { createFunction } from "./lambda-fixtures.ts";

/** Answers with its event. */
export const ECHO = "export const handler = async (event) => event;";

let functionCount = 0;

type Cors = NonNullable<ConstructorParameters<typeof CreateApiCommand>[0]["CorsConfiguration"]>;

/** Makes an API with one function behind its routes. */
export async function anApi(
  { apis, lambda }: { apis: ApiGatewayV2Client; lambda: LambdaClient },
  source: string,
  over: {
    routes?: Partial<CreateRouteCommandInput>[];
    version?: string;
    cors?: Cors;
    format?: string;
  } = {},
) {
  functionCount += 1;
  const FunctionName = await createFunction(lambda, source, {
    FunctionName: `api-${functionCount}`,
  });
  const { ApiId = "", ApiEndpoint = "" } = await apis.send(
    new CreateApiCommand({ Name: "api", ProtocolType: "HTTP", CorsConfiguration: over.cors }),
  );
  const { IntegrationId } = await apis.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: "AWS_PROXY",
      IntegrationUri: `arn:aws:lambda:eu-west-1:000000000000:function:${FunctionName}`,
      PayloadFormatVersion: over.version ?? "2.0",
    }),
  );
  for (const route of over.routes ?? [{ RouteKey: "$default" }]) {
    const Target = `integrations/${IntegrationId}`;
    await apis.send(new CreateRouteCommand({ ApiId, RouteKey: "$default", Target, ...route }));
  }
  await apis.send(
    new CreateStageCommand({
      ApiId,
      StageName: "$default",
      AutoDeploy: true,
      StageVariables: { colour: "red" },
      ...(over.format !== undefined && {
        AccessLogSettings: {
          DestinationArn: "arn:aws:logs:eu-west-1:000000000000:log-group:/access",
          Format: over.format,
        },
      }),
    }),
  );
  return { ApiId, url: ApiEndpoint, FunctionName };
}
