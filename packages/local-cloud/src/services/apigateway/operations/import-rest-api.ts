import { refuse } from "../errors.ts";
import { importDocument } from "../openapi/import-document.ts";
import { readOpenApi } from "../openapi/open-api-document.ts";
import { apiOf, type RestOperation } from "../state.ts";
import { createRestApi, describeApi } from "./rest-apis.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_ImportRestApi.html */
export const importRestApi: RestOperation<"ImportRestApi"> = async (input, ctx) => {
  // The query that names the operation comes with the parameters.
  const {
    endpointConfigurationTypes,
    ignore: _ignore,
    mode: _mode,
    ...parameters
  } = input.parameters ?? {};
  refuse("ImportRestApi", parameters);
  const document = readOpenApi(input.body ?? new Uint8Array());
  const type = endpointConfigurationTypes === "REGIONAL" ? ("REGIONAL" as const) : undefined;
  const made = await createRestApi(
    {
      name: document.info.title,
      ...(type !== undefined && { endpointConfiguration: { types: [type] } }),
    },
    ctx,
  );
  try {
    const api = importDocument(apiOf(ctx.state, made.id), document, "overwrite");
    ctx.state.apis.put(api.id, api);
    return describeApi(api);
  } catch (error) {
    ctx.state.apis.delete(made.id ?? "");
    throw error;
  }
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutRestApi.html */
export const putRestApi: RestOperation<"PutRestApi"> = (input, ctx) => {
  const {
    endpointConfigurationTypes: _types,
    ignore: _ignore,
    ...parameters
  } = input.parameters ?? {};
  refuse("PutRestApi", parameters);
  const old = apiOf(ctx.state, input.restApiId);
  const document = readOpenApi(input.body ?? new Uint8Array());
  const mode = input.mode === "overwrite" ? "overwrite" : "merge";
  const api = importDocument(old, document, mode);
  ctx.state.apis.put(api.id, api);
  return describeApi(api);
};
