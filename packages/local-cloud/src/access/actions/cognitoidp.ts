import type * as Cognito from "@aws-sdk/client-cognito-identity-provider";
import { arnOf, type Needs, type PermissionTable, type Place } from "./permission.ts";

const onPool = ({ UserPoolId = "" }: { UserPoolId?: string | undefined }, place: Place): Needs => [
  arnOf(place, "cognito-idp", `userpool/${UserPoolId}`),
];

const onArn = ({ ResourceArn = "*" }: { ResourceArn?: string | undefined }): Needs => [ResourceArn];

/** A client's id, a user's token or a code that was sent is what permits these. */
const ofEveryone = (): Needs => [];

/** The operations that AWS answers without a signature. */
export const COGNITO_UNSIGNED = [
  "ChangePassword",
  "ConfirmForgotPassword",
  "ConfirmSignUp",
  "DeleteUser",
  "DeleteUserAttributes",
  "ForgotPassword",
  "GetUser",
  "GetUserAttributeVerificationCode",
  "GlobalSignOut",
  "InitiateAuth",
  "ResendConfirmationCode",
  "RespondToAuthChallenge",
  "RevokeToken",
  "SignUp",
  "UpdateUserAttributes",
  "VerifyUserAttribute",
] as const;

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
 */
export const COGNITO_PERMISSIONS: PermissionTable<typeof Cognito> = {
  AddCustomAttributes: onPool,
  AdminAddUserToGroup: onPool,
  AdminConfirmSignUp: onPool,
  AdminCreateUser: onPool,
  AdminDeleteUser: onPool,
  AdminDeleteUserAttributes: onPool,
  AdminDisableUser: onPool,
  AdminEnableUser: onPool,
  AdminGetUser: onPool,
  AdminInitiateAuth: onPool,
  AdminListGroupsForUser: onPool,
  AdminRemoveUserFromGroup: onPool,
  AdminResetUserPassword: onPool,
  AdminRespondToAuthChallenge: onPool,
  AdminSetUserPassword: onPool,
  AdminUpdateUserAttributes: onPool,
  AdminUserGlobalSignOut: onPool,
  ChangePassword: ofEveryone,
  ConfirmForgotPassword: ofEveryone,
  ConfirmSignUp: ofEveryone,
  CreateGroup: onPool,
  CreateUserPoolClient: onPool,
  DeleteGroup: onPool,
  DeleteUser: ofEveryone,
  DeleteUserAttributes: ofEveryone,
  DeleteUserPool: onPool,
  DeleteUserPoolClient: onPool,
  DescribeUserPool: onPool,
  DescribeUserPoolClient: onPool,
  ForgotPassword: ofEveryone,
  GetGroup: onPool,
  GetUser: ofEveryone,
  GetUserAttributeVerificationCode: ofEveryone,
  GetUserPoolMfaConfig: onPool,
  GlobalSignOut: ofEveryone,
  InitiateAuth: ofEveryone,
  ListGroups: onPool,
  ListTagsForResource: onArn,
  ListUserPoolClients: onPool,
  ListUsers: onPool,
  ListUsersInGroup: onPool,
  ResendConfirmationCode: ofEveryone,
  RespondToAuthChallenge: ofEveryone,
  RevokeToken: ofEveryone,
  SignUp: ofEveryone,
  TagResource: onArn,
  UntagResource: onArn,
  UpdateGroup: onPool,
  UpdateUserAttributes: ofEveryone,
  UpdateUserPool: onPool,
  UpdateUserPoolClient: onPool,
  VerifyUserAttribute: ofEveryone,
};
