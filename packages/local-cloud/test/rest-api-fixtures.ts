import {
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  type APIGatewayClient,
  type PutIntegrationCommandInput,
  type PutIntegrationResponseCommandInput,
  type PutMethodCommandInput,
  type PutMethodResponseCommandInput,
} from "@aws-sdk/client-api-gateway";

type Without<T> = Partial<Omit<T, "restApiId" | "resourceId" | "httpMethod">>;

/** A method of a test's API with its integration. */
export interface MethodSketch {
  /** `/pets/{id}`; the root when left out. */
  readonly path?: string;
  /** `POST` when left out. */
  readonly verb?: string;
  readonly method?: Without<PutMethodCommandInput>;
  /** Declared before the responses of the integration. */
  readonly responses?: readonly Without<PutMethodResponseCommandInput>[];
  readonly integration: Without<PutIntegrationCommandInput>;
  readonly integrationResponses?: readonly Without<PutIntegrationResponseCommandInput>[];
}

/** Makes an API without methods. */
export async function aRestApi(
  apis: APIGatewayClient,
  over: Partial<ConstructorParameters<typeof CreateRestApiCommand>[0]> = {},
): Promise<{ restApiId: string; rootId: string }> {
  const { id = "", rootResourceId = "" } = await apis.send(
    new CreateRestApiCommand({ name: "api", ...over }),
  );
  return { restApiId: id, rootId: rootResourceId };
}

/** Adds a method, and the resources on the way to it that are not there; answers its resource. */
export async function addMethod(
  apis: APIGatewayClient,
  { restApiId, rootId }: { restApiId: string; rootId: string },
  sketch: MethodSketch,
): Promise<string> {
  let resourceId = rootId;
  for (const pathPart of (sketch.path ?? "/").split("/").filter((part) => part !== "")) {
    const made = await apis.send(
      new CreateResourceCommand({ restApiId, parentId: resourceId, pathPart }),
    );
    resourceId = made.id ?? "";
  }
  const at = { restApiId, resourceId, httpMethod: sketch.verb ?? "POST" };
  await apis.send(new PutMethodCommand({ authorizationType: "NONE", ...sketch.method, ...at }));
  for (const response of sketch.responses ?? [{ statusCode: "200" }]) {
    await apis.send(new PutMethodResponseCommand({ statusCode: "200", ...response, ...at }));
  }
  await apis.send(
    new PutIntegrationCommand({
      type: "MOCK",
      integrationHttpMethod: "POST",
      ...sketch.integration,
      ...at,
    }),
  );
  for (const response of sketch.integrationResponses ?? []) {
    await apis.send(new PutIntegrationResponseCommand({ statusCode: "200", ...response, ...at }));
  }
  return resourceId;
}

/** Deploys an API to a stage; answers the stage's URL. */
export async function deploy(
  apis: APIGatewayClient,
  at: { restApiId: string; endpoint: string; variables?: Record<string, string> },
): Promise<string> {
  const { restApiId, endpoint, variables } = at;
  await apis.send(new CreateDeploymentCommand({ restApiId, stageName: "prod", variables }));
  return `${endpoint}/_api/${restApiId}/prod`;
}

/** An API with these methods, deployed; answers the stage's URL. */
export async function serve(
  apis: APIGatewayClient,
  endpoint: string,
  of: {
    methods: readonly MethodSketch[];
    variables?: Record<string, string>;
    binaryMediaTypes?: string[];
  },
): Promise<string> {
  const { methods, variables = {}, binaryMediaTypes } = of;
  const api = await aRestApi(apis, { binaryMediaTypes });
  for (const sketch of methods) await addMethod(apis, api, sketch);
  return deploy(apis, { restApiId: api.restApiId, endpoint, variables });
}

/** What a test compares of an answer. */
export async function answerOf(response: Response) {
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    error: response.headers.get("x-amzn-errortype"),
    body: await response.text(),
  };
}
