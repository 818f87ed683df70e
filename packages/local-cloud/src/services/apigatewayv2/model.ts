import type { Api, Authorizer, Integration, Route, Stage } from "@aws-sdk/client-apigatewayv2";

/** Stored as the API describes it; times are milliseconds since the Unix epoch. */
export type ApiRecord = Omit<Api, "CreatedDate"> & {
  readonly ApiId: string;
  readonly createdAt: number;
};
export type RouteRecord = Route & { readonly RouteId: string; readonly RouteKey: string };
export type IntegrationRecord = Integration & { readonly IntegrationId: string };
export type AuthorizerRecord = Authorizer & { readonly AuthorizerId: string };
export type StageRecord = Omit<Stage, "CreatedDate" | "LastUpdatedDate"> & {
  readonly StageName: string;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** What a stage serves: the live settings with `AutoDeploy`, those of its deployment without. */
export interface Snapshot {
  readonly routes: readonly RouteRecord[];
  readonly integrations: readonly IntegrationRecord[];
  readonly authorizers: readonly AuthorizerRecord[];
}

/** The settings of an API at one time. */
export interface DeploymentRecord {
  readonly DeploymentId: string;
  readonly Description?: string;
  readonly snapshot: Snapshot;
  readonly createdAt: number;
}
