import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Collection } from "../../store/collection.ts";

/** The tier of a parameter; `Intelligent-Tiering` is decided when it is put. */
export type Tier = "Standard" | "Advanced";

/** One version of a parameter. */
export interface VersionRecord {
  readonly version: number;
  readonly type: "String" | "StringList" | "SecureString";
  readonly value: string;
  readonly dataType: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly keyId?: string;
  readonly tier: Tier;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
  readonly modifiedBy: string;
  readonly labels: readonly string[];
}

/** A parameter with its versions, oldest first. */
export interface ParameterRecord {
  readonly name: string;
  readonly versions: readonly VersionRecord[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The parameters of the account. */
export interface SsmState {
  readonly parameters: Collection<ParameterRecord>;
}

/** Opens the table of parameters. */
export function openSsm({ store }: Cloud): SsmState {
  return { parameters: store.collection<ParameterRecord>("ssm.parameters") };
}

/** A version of a parameter, and how it was asked for. */
export interface Selected {
  readonly parameter: ParameterRecord;
  readonly version: VersionRecord;
  /** `:3` or `:label` when the name had one. */
  readonly selector: string | undefined;
}

/** The newest version. */
export function latest({ versions }: ParameterRecord): VersionRecord {
  const version = versions.at(-1);
  if (version === undefined) throw new Error("a parameter without a version");
  return version;
}

/**
 * Finds a parameter by name, `name:version`, `name:label` or ARN.
 *
 * @throws {AwsError} `ParameterNotFound`, `ParameterVersionNotFound`.
 */
export function select(state: SsmState, request: string): Selected {
  const { name, selector } = splitSelector(nameOfArn(request));
  const parameter = state.parameters.get(name);
  if (parameter === undefined) throw new AwsError("ParameterNotFound", "");
  if (selector === undefined) return { parameter, version: latest(parameter), selector };
  const version = parameter.versions.find(
    (candidate) => String(candidate.version) === selector || candidate.labels.includes(selector),
  );
  if (version === undefined) {
    throw new AwsError(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
    );
  }
  return { parameter, version, selector: `:${selector}` };
}

function splitSelector(request: string): { name: string; selector: string | undefined } {
  const colon = request.indexOf(":");
  if (colon < 0) return { name: request, selector: undefined };
  return { name: request.slice(0, colon), selector: request.slice(colon + 1) };
}

function nameOfArn(request: string): string {
  const found = /^arn:[^:]+:ssm:[^:]*:\d*:parameter(\/.+)$/u.exec(request)?.[1];
  if (found === undefined) return request;
  // The ARN of a name without a leading slash has none of its own.
  return found.indexOf("/", 1) < 0 ? found.slice(1) : found;
}
