import * as z from "zod";
import type { BackendRequest } from "./backend-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import type { BackendAnswer } from "./backend-answer.ts";

const MockRequest = z.object({ statusCode: z.coerce.number().int() });

/**
 * A mock answers with the status that the request's template names.
 *
 * @throws {GatewayFailure} `API_CONFIGURATION_ERROR` when it names none.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mockStatus({ body }: BackendRequest): BackendAnswer {
  const request = MockRequest.safeParse(parse(body.toString()));
  if (!request.success) throw new GatewayFailure("API_CONFIGURATION_ERROR");
  const { statusCode: status } = request.data;
  return { status, headers: [], body: new Uint8Array(), selection: String(status) };
}

/** Numbers without quotes around names are common in mocks: `{statusCode: 200}`. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(/([{,]\s*)(\w+)(\s*:)/g, '$1"$2"$3'));
  } catch {
    return undefined; // names no status
  }
}
