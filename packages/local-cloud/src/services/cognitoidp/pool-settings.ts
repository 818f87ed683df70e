import { NotEmulatedError } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";
import type { PoolSettings } from "./state.ts";

const UNUSED_SETTINGS = [
  "AcrConfiguration",
  "DcrConfiguration",
  "DeviceConfiguration",
  "IssuerConfiguration",
  "KeyConfiguration",
] as const;

/** What a pool would do that this one does not: the first that is asked for. */
function missingPart(settings: PoolSettings): string | undefined {
  const setting = UNUSED_SETTINGS.find((name) => settings[name] !== undefined);
  if (setting !== undefined) return setting;
  if ((settings.MfaConfiguration ?? "OFF") !== "OFF") return "MfaConfiguration";
  if (settings.VerificationMessageTemplate?.DefaultEmailOption === "CONFIRM_WITH_LINK") {
    return "VerificationMessageTemplate.DefaultEmailOption";
  }
  return missingTrigger(settings) ?? missingPolicy(settings);
}

function missingTrigger({ LambdaConfig: triggers = {} }: PoolSettings): string | undefined {
  const unused = UNUSED_TRIGGERS.find((name) => triggers[name] !== undefined);
  if (unused !== undefined) return `LambdaConfig.${unused}`;
  const isThird = triggers.PreTokenGenerationConfig?.LambdaVersion === "V3_0";
  return isThird ? "LambdaConfig.PreTokenGenerationConfig V3_0" : undefined;
}

function missingPolicy({ Policies }: PoolSettings): string | undefined {
  const factors = Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? [];
  if (factors.some((factor) => factor !== "PASSWORD")) return "Policies.SignInPolicy";
  const remembered = Policies?.PasswordPolicy?.PasswordHistorySize ?? 0;
  return remembered > 0 ? "Policies.PasswordPolicy.PasswordHistorySize" : undefined;
}

const UNUSED_TRIGGERS = [
  "DefineAuthChallenge",
  "CreateAuthChallenge",
  "VerifyAuthChallengeResponse",
  "UserMigration",
  "CustomSMSSender",
  "CustomEmailSender",
  "KMSKeyID",
  "InboundFederation",
] as const;

/**
 * Checks what CreateUserPool or UpdateUserPool were given.
 *
 * @throws {AwsError} `InvalidParameterException`; `NotEmulated` for what pools do not do here.
 */
export function checkSettings(operation: string, settings: PoolSettings): void {
  const missing = missingPart(settings);
  if (missing !== undefined) throw new NotEmulatedError(`cognito-idp:${operation}`, missing);
  checkNames(settings);
  checkPolicy(settings);
}

function checkNames({ AliasAttributes = [], UsernameAttributes = [] }: PoolSettings): void {
  if (AliasAttributes.length > 0 && UsernameAttributes.length > 0) {
    throw invalidParameter(
      "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
    );
  }
}

function checkPolicy({ Policies }: PoolSettings): void {
  const { MinimumLength = 8, TemporaryPasswordValidityDays = 7 } = Policies?.PasswordPolicy ?? {};
  // PasswordPolicyType
  if (MinimumLength < 6 || MinimumLength > 99) {
    throw invalidParameter("Password minimum length must be between 6 and 99.");
  }
  if (TemporaryPasswordValidityDays < 0 || TemporaryPasswordValidityDays > 365) {
    throw invalidParameter("Temporary password validity must be between 0 and 365 days.");
  }
}
