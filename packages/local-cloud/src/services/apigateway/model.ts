import type {
  ApiKey,
  Authorizer,
  GatewayResponse,
  Method,
  Model,
  RequestValidator,
  RestApi,
  Stage,
  UsagePlan,
} from "@aws-sdk/client-api-gateway";

/** One path of an API, with its methods by verb. */
export interface ResourceRecord {
  readonly id: string;
  readonly parentId?: string;
  /** The last segment; the root has none. */
  readonly pathPart?: string;
  /** The whole path: `/pets/{id}`. */
  readonly path: string;
  readonly methods: Readonly<Record<string, Method>>;
}

/** What a deployment takes a copy of: all that answers requests. */
export interface ApiDefinition {
  readonly resources: Readonly<Record<string, ResourceRecord>>;
  /** By name. */
  readonly models: Readonly<Record<string, Model>>;
  readonly requestValidators: Readonly<Record<string, RequestValidator>>;
  readonly authorizers: Readonly<Record<string, Authorizer>>;
  /** Those that were changed, by type. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  /** JSON text. */
  readonly policy?: string;
}

/** An API as it is edited; times are milliseconds since the Unix epoch. */
export type ApiRecord = Omit<
  RestApi,
  "createdDate" | "binaryMediaTypes" | "apiKeySource" | "policy" | "id" | "name"
> & {
  readonly id: string;
  readonly name: string;
  readonly rootResourceId: string;
  readonly createdAt: number;
  readonly definition: ApiDefinition;
};

/** An API as it was at one time; it never changes. */
export interface DeploymentRecord {
  readonly id: string;
  readonly description?: string;
  readonly definition: ApiDefinition;
  readonly createdAt: number;
}

/** A deployment that can be called. */
export type StageRecord = Omit<Stage, "createdDate" | "lastUpdatedDate"> & {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
};

export type ApiKeyRecord = Omit<ApiKey, "createdDate" | "lastUpdatedDate"> & {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
  readonly updatedAt: number;
};

export type UsagePlanRecord = UsagePlan & { readonly id: string };

/** How many requests of one key counted on one day. */
export interface UsageRecord {
  readonly used: number;
  /** What is left of the quota of the period; absent without a quota. */
  readonly remaining?: number;
  /** Added to the quota of the period on this day. */
  readonly extra?: number;
}

/** Settings of the account in its region. */
export interface AccountRecord {
  readonly cloudwatchRoleArn?: string;
}
