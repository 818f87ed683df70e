import { Compile, parse } from "velocityjs";
import { asText } from "../as-text.ts";
import { GatewayFailure } from "../http/gateway-failure.ts";
import { escapeJavaScript } from "./escape-javascript.ts";
import { callJavaMethod } from "./java-methods.ts";
import type { TemplateInput } from "./template-input.ts";

/** What a template can read. What it sets in `context` stays there for the caller. */
export interface TemplateScope {
  readonly input: TemplateInput;
  readonly context: object;
  readonly stageVariables: Readonly<Record<string, string>>;
}

type Callable = (...parameters: unknown[]) => unknown;

const UTIL: Readonly<Record<string, Callable>> = {
  escapeJavaScript: (text) => escapeJavaScript(asText(text)),
  parseJson: (text) => parseJson(asText(text)),
  urlEncode: (text) => new URLSearchParams({ "": asText(text) }).toString().slice(1),
  urlDecode: (text) => decodeURIComponent(asText(text).replaceAll("+", " ")),
  base64Encode: (text) => Buffer.from(asText(text)).toString("base64"),
  base64Decode: (text) => Buffer.from(asText(text), "base64").toString(),
};

// What is not there prints nothing, as with Velocity's quiet references; but one that is set has
// to keep its plain name.
const OURS = /(?<!#set\s*\(\s*)\$(?=\{?(?:context|stageVariables|input|util)\b)/g;

/**
 * Renders a mapping template. Data is never read as template text: what `$input` holds is only
 * printed.
 *
 * @throws {GatewayFailure} `BAD_REQUEST_BODY` for a body that is no JSON, and
 *   `API_CONFIGURATION_ERROR` for a template that cannot be rendered.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
export function renderTemplate(template: string, scope: TemplateScope): string {
  const { input, context, stageVariables } = scope;
  const hosts: ReadonlyMap<unknown, Readonly<Record<string, unknown>>> = new Map<
    unknown,
    Readonly<Record<string, unknown>>
  >([
    [input, { ...input }],
    [UTIL, UTIL],
  ]);
  const handler = {
    uid: "java",
    match: () => true,
    resolve: (call: { property: string; context: unknown; params: unknown[] }): unknown => {
      const host = hosts.get(call.context);
      if (host === undefined) return callJavaMethod(call.context, call.property, call.params);
      const method = Object.hasOwn(host, call.property) ? host[call.property] : undefined;
      return isCallable(method) ? printable(method(...call.params)) : undefined;
    },
  };
  try {
    const syntax = parse(template.replaceAll(OURS, "$!"));
    const compiled = new Compile(syntax, { customMethodHandlers: [handler] });
    const variables = { input, util: UTIL, context, stageVariables: { ...stageVariables } };
    return compiled.render(variables, { eval: () => "" });
  } catch (error) {
    if (error instanceof GatewayFailure) throw error;
    throw new GatewayFailure("API_CONFIGURATION_ERROR", { cause: error });
  }
}

function isCallable(value: unknown): value is Callable {
  return typeof value === "function";
}

/** Nothing prints as nothing, never as `null`. */
function printable(value: unknown): unknown {
  return value ?? "";
}

function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value;
}
