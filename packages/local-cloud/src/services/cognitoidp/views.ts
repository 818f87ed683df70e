import type {
  GroupType,
  UserPoolClientType,
  UserPoolType,
  UserType,
} from "@aws-sdk/client-cognito-identity-provider";
import { attributeList } from "./attributes.ts";
import { policyOf } from "./password.ts";
import type { Client, Group, Pool } from "./state.ts";
import type { User } from "./user.ts";

/** A pool as DescribeUserPool shows it, with what CreateUserPool fills in. */
export function poolView(pool: Pool, users: number): UserPoolType {
  const { settings } = pool;
  const admin = settings.AdminCreateUserConfig ?? {};
  const policy = policyOf(pool);
  return {
    ...settings,
    Id: pool.id,
    Name: pool.name,
    Arn: pool.arn,
    Policies: { ...settings.Policies, PasswordPolicy: policy },
    DeletionProtection: settings.DeletionProtection ?? "INACTIVE",
    LambdaConfig: settings.LambdaConfig ?? {},
    MfaConfiguration: settings.MfaConfiguration ?? "OFF",
    SchemaAttributes: [...pool.schema],
    EstimatedNumberOfUsers: users,
    EmailConfiguration: settings.EmailConfiguration ?? { EmailSendingAccount: "COGNITO_DEFAULT" },
    VerificationMessageTemplate: {
      DefaultEmailOption: "CONFIRM_WITH_CODE",
      ...settings.VerificationMessageTemplate,
    },
    AdminCreateUserConfig: {
      ...admin,
      AllowAdminCreateUserOnly: admin.AllowAdminCreateUserOnly ?? false,
      UnusedAccountValidityDays: policy.TemporaryPasswordValidityDays,
    },
    UserPoolTier: settings.UserPoolTier ?? "ESSENTIALS",
    UserPoolTags: { ...pool.tags },
    CreationDate: new Date(pool.createdAt),
    LastModifiedDate: new Date(pool.modifiedAt),
  };
}

/** A client as DescribeUserPoolClient shows it. */
export function clientView({ settings, ...client }: Client): UserPoolClientType {
  return {
    ...settings,
    UserPoolId: client.poolId,
    ClientName: client.name,
    ClientId: client.id,
    ClientSecret: client.secret,
    RefreshTokenValidity: settings.RefreshTokenValidity ?? 30,
    TokenValidityUnits: settings.TokenValidityUnits ?? {},
    ExplicitAuthFlows: settings.ExplicitAuthFlows ?? [
      "ALLOW_CUSTOM_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
      "ALLOW_USER_SRP_AUTH",
    ],
    AllowedOAuthFlowsUserPoolClient: false,
    PreventUserExistenceErrors: settings.PreventUserExistenceErrors ?? "LEGACY",
    EnableTokenRevocation: settings.EnableTokenRevocation ?? true,
    EnablePropagateAdditionalUserContextData:
      settings.EnablePropagateAdditionalUserContextData ?? false,
    AuthSessionValidity: settings.AuthSessionValidity ?? 3,
    CreationDate: new Date(client.createdAt),
    LastModifiedDate: new Date(client.modifiedAt),
  };
}

/** A group as the API shows it. */
export function groupView(pool: Pool, group: Group): GroupType {
  return {
    GroupName: group.name,
    UserPoolId: pool.id,
    Description: group.description,
    RoleArn: group.roleArn,
    Precedence: group.precedence,
    CreationDate: new Date(group.createdAt),
    LastModifiedDate: new Date(group.modifiedAt),
  };
}

/** A user as the lists show it. */
export function userView(user: User, wanted?: readonly string[]): UserType {
  const all = { ...user.attributes, sub: user.sub };
  const shown = Object.fromEntries(
    Object.entries(all).filter(([name]) => wanted === undefined || wanted.includes(name)),
  );
  return {
    Username: user.username,
    Attributes: attributeList(shown),
    UserCreateDate: new Date(user.createdAt),
    UserLastModifiedDate: new Date(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}
