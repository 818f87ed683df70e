import * as z from "zod";
import type {
  AdvancedSecurityModeType,
  AliasAttributeType,
  AttributeDataType,
  AuthFactorType,
  DefaultEmailOptionType,
  DeletionProtectionType,
  EmailSendingAccountType,
  PreTokenGenerationLambdaVersionType,
  RecoveryOptionNameType,
  UserPoolMfaType,
  UserPoolTierType,
  UsernameAttributeType,
  VerifiedAttributeType,
} from "@aws-sdk/client-cognito-identity-provider";
import { issuerOf } from "../../services/cognitoidp/issuer.ts";
import { unlessGone } from "../gone.ts";
import type { Job } from "../job.ts";
import { allTags, flag, number, tagMap, text, textMap, word } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const limit = text.optional();
const SchemaAttribute = z.strictObject({
  AttributeDataType: word<AttributeDataType>().optional(),
  DeveloperOnlyAttribute: flag.optional(),
  Mutable: flag.optional(),
  Name: text.optional(),
  NumberAttributeConstraints: z.strictObject({ MaxValue: limit, MinValue: limit }).optional(),
  Required: flag.optional(),
  StringAttributeConstraints: z.strictObject({ MaxLength: limit, MinLength: limit }).optional(),
});

const LambdaConfig = z.strictObject({
  CreateAuthChallenge: text.optional(),
  CustomMessage: text.optional(),
  DefineAuthChallenge: text.optional(),
  KMSKeyID: text.optional(),
  PostAuthentication: text.optional(),
  PostConfirmation: text.optional(),
  PreAuthentication: text.optional(),
  PreSignUp: text.optional(),
  PreTokenGeneration: text.optional(),
  PreTokenGenerationConfig: z
    .strictObject({ LambdaArn: text, LambdaVersion: word<PreTokenGenerationLambdaVersionType>() })
    .optional(),
  UserMigration: text.optional(),
  VerifyAuthChallengeResponse: text.optional(),
});

const PasswordPolicy = z.strictObject({
  MinimumLength: number.optional(),
  PasswordHistorySize: number.optional(),
  RequireLowercase: flag.optional(),
  RequireNumbers: flag.optional(),
  RequireSymbols: flag.optional(),
  RequireUppercase: flag.optional(),
  TemporaryPasswordValidityDays: number.optional(),
});

const properties = {
  AccountRecoverySetting: z
    .strictObject({
      RecoveryMechanisms: z.array(
        z.strictObject({ Name: word<RecoveryOptionNameType>(), Priority: number }),
      ),
    })
    .optional(),
  AdminCreateUserConfig: z
    .strictObject({
      AllowAdminCreateUserOnly: flag.optional(),
      InviteMessageTemplate: z
        .strictObject({
          EmailMessage: text.optional(),
          EmailSubject: text.optional(),
          SMSMessage: text.optional(),
        })
        .optional(),
      UnusedAccountValidityDays: number.optional(),
    })
    .optional(),
  AliasAttributes: z.array(word<AliasAttributeType>()).optional(),
  AutoVerifiedAttributes: z.array(word<VerifiedAttributeType>()).optional(),
  DeletionProtection: word<DeletionProtectionType>().optional(),
  EmailConfiguration: z
    .strictObject({
      ConfigurationSet: text.optional(),
      EmailSendingAccount: word<EmailSendingAccountType>().optional(),
      From: text.optional(),
      ReplyToEmailAddress: text.optional(),
      SourceArn: text.optional(),
    })
    .optional(),
  EmailVerificationMessage: text.optional(),
  EmailVerificationSubject: text.optional(),
  LambdaConfig: LambdaConfig.optional(),
  MfaConfiguration: word<UserPoolMfaType>().optional(),
  Policies: z
    .strictObject({
      PasswordPolicy: PasswordPolicy.optional(),
      SignInPolicy: z
        .strictObject({ AllowedFirstAuthFactors: z.array(word<AuthFactorType>()).optional() })
        .optional(),
    })
    .optional(),
  Schema: z.array(SchemaAttribute).optional(),
  SmsVerificationMessage: text.optional(),
  UserAttributeUpdateSettings: z
    .strictObject({
      AttributesRequireVerificationBeforeUpdate: z.array(word<VerifiedAttributeType>()),
    })
    .optional(),
  UserPoolAddOns: z
    .strictObject({ AdvancedSecurityMode: word<AdvancedSecurityModeType>() })
    .optional(),
  UserPoolName: text.optional(),
  UserPoolTags: textMap.optional(),
  UserPoolTier: word<UserPoolTierType>().optional(),
  UsernameAttributes: z.array(word<UsernameAttributeType>()).optional(),
  UsernameConfiguration: z.strictObject({ CaseSensitive: flag }).optional(),
  VerificationMessageTemplate: z
    .strictObject({
      DefaultEmailOption: word<DefaultEmailOptionType>().optional(),
      EmailMessage: text.optional(),
      EmailSubject: text.optional(),
      SmsMessage: text.optional(),
    })
    .optional(),
};
type PoolProperties = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html */
export const cognitoUserPool = defineResource({
  type: "AWS::Cognito::UserPool",
  properties,
  replaceOn: ["AliasAttributes", "UsernameAttributes", "UsernameConfiguration"],
  takesStackTags: true,
  attributes: ["Arn", "ProviderName", "ProviderURL", "UserPoolId"],
  async create({ UserPoolName, UserPoolTags, ...settings }, job) {
    const PoolName = UserPoolName ?? job.physicalName({ max: 128 });
    const tags = poolTags(UserPoolTags, job);
    const input = { ...settings, PoolName, UserPoolTags: tags };
    if (job.resumedId !== undefined) return made(job.resumedId, job);
    const { UserPool } = await job.call("cognitoidp", "CreateUserPool", input);
    job.started(UserPool?.Id ?? "");
    return made(UserPool?.Id ?? "", job);
  },
  async update(wanted, job) {
    const { Schema, UserPoolName, UserPoolTags, ...rest } = wanted;
    const {
      AliasAttributes: _a,
      UsernameAttributes: _u,
      UsernameConfiguration: _c,
      ...settings
    } = rest;
    const UserPoolId = job.physicalId;
    await addAttributes({ UserPoolId, Schema }, job.previous.Schema, job);
    await job.call("cognitoidp", "UpdateUserPool", {
      ...settings,
      UserPoolId,
      PoolName: UserPoolName,
      UserPoolTags: poolTags(UserPoolTags, job),
    });
    return made(UserPoolId, job);
  },
  async remove(job) {
    const input = { UserPoolId: job.physicalId };
    await unlessGone(job.call("cognitoidp", "DeleteUserPool", input), "ResourceNotFoundException");
  },
});

function poolTags(own: PoolProperties["UserPoolTags"], job: Job): Record<string, string> {
  const list = Object.entries(own ?? {}).map(([Key, Value]) => ({ Key, Value }));
  return tagMap(allTags(list, job.stackTags));
}

/** Attributes can only be added; that another one changed is refused by the service. */
async function addAttributes(
  { UserPoolId, Schema = [] }: { UserPoolId: string; Schema: PoolProperties["Schema"] },
  previous: PoolProperties["Schema"],
  job: Job,
): Promise<void> {
  const before = new Set((previous ?? []).map((attribute) => JSON.stringify(attribute)));
  const CustomAttributes = Schema.filter((attribute) => !before.has(JSON.stringify(attribute)));
  if (CustomAttributes.length === 0) return;
  await job.call("cognitoidp", "AddCustomAttributes", { UserPoolId, CustomAttributes });
}

function made(id: string, { cloud }: Job): Made {
  const { region, accountId } = cloud.config;
  const url = issuerOf(cloud, id);
  return {
    physicalId: id,
    attributes: {
      Arn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${id}`,
      ProviderName: url.replace(/^https?:\/\//u, ""),
      ProviderURL: url,
      UserPoolId: id,
    },
  };
}
