import * as z from "zod";
import type {
  ExplicitAuthFlowsType,
  OAuthFlowType,
  PreventUserExistenceErrorTypes,
  TimeUnitsType,
} from "@aws-sdk/client-cognito-identity-provider";
import { unlessGone } from "../gone.ts";
import type { Job } from "../job.ts";
import { flag, number, text, word } from "../property.ts";
import { defineResource, type Made } from "../resource-type.ts";

const texts = z.array(text).optional();
const unit = word<TimeUnitsType>().optional();

const properties = {
  AccessTokenValidity: number.optional(),
  AllowedOAuthFlows: z.array(word<OAuthFlowType>()).optional(),
  AllowedOAuthFlowsUserPoolClient: flag.optional(),
  AllowedOAuthScopes: texts,
  AuthSessionValidity: number.optional(),
  CallbackURLs: texts,
  ClientName: text.optional(),
  DefaultRedirectURI: text.optional(),
  EnablePropagateAdditionalUserContextData: flag.optional(),
  EnableTokenRevocation: flag.optional(),
  ExplicitAuthFlows: z.array(word<ExplicitAuthFlowsType>()).optional(),
  GenerateSecret: flag.optional(),
  IdTokenValidity: number.optional(),
  LogoutURLs: texts,
  PreventUserExistenceErrors: word<PreventUserExistenceErrorTypes>().optional(),
  ReadAttributes: texts,
  RefreshTokenValidity: number.optional(),
  SupportedIdentityProviders: texts,
  TokenValidityUnits: z
    .strictObject({ AccessToken: unit, IdToken: unit, RefreshToken: unit })
    .optional(),
  UserPoolId: text,
  WriteAttributes: texts,
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html */
export const cognitoUserPoolClient = defineResource({
  type: "AWS::Cognito::UserPoolClient",
  properties,
  replaceOn: ["GenerateSecret", "UserPoolId"],
  attributes: ["ClientId", "ClientSecret", "Name"],
  async create({ ClientName, ...wanted }, job) {
    const { UserPoolId } = wanted;
    const name = ClientName ?? job.physicalName({ max: 128 });
    if (job.resumedId !== undefined) return described(UserPoolId, job.resumedId, job);
    const input = { ...wanted, ClientName: name };
    const { UserPoolClient } = await job.call("cognitoidp", "CreateUserPoolClient", input);
    const ClientId = UserPoolClient?.ClientId ?? "";
    job.started(ClientId);
    return described(UserPoolId, ClientId, job);
  },
  async update({ GenerateSecret: _secret, ...wanted }, job) {
    const ClientId = job.physicalId;
    await job.call("cognitoidp", "UpdateUserPoolClient", { ...wanted, ClientId });
    return described(wanted.UserPoolId, ClientId, job);
  },
  async remove(job) {
    const input = { UserPoolId: job.properties.UserPoolId, ClientId: job.physicalId };
    await unlessGone(
      job.call("cognitoidp", "DeleteUserPoolClient", input),
      "ResourceNotFoundException",
    );
  },
});

async function described(UserPoolId: string, ClientId: string, job: Job): Promise<Made> {
  const { UserPoolClient: client } = await job.call("cognitoidp", "DescribeUserPoolClient", {
    UserPoolId,
    ClientId,
  });
  const { ClientSecret, ClientName = "" } = client ?? {};
  return {
    physicalId: ClientId,
    attributes: {
      ClientId,
      Name: ClientName,
      ...(ClientSecret !== undefined && { ClientSecret }),
    },
  };
}
