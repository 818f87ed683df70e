import * as z from "zod";
import { fail } from "../../errors.ts";
import { randomPassword } from "../../services/secretsmanager/random-password.ts";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { UpdateJob } from "../job.ts";
import { allTags, flag, number, tagChanges, tagList, text } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const Generate = z.strictObject({
  ExcludeCharacters: text.optional(),
  ExcludeLowercase: flag.optional(),
  ExcludeNumbers: flag.optional(),
  ExcludePunctuation: flag.optional(),
  ExcludeUppercase: flag.optional(),
  GenerateStringKey: text.optional(),
  IncludeSpace: flag.optional(),
  PasswordLength: number.optional(),
  RequireEachIncludedType: flag.optional(),
  SecretStringTemplate: text.optional(),
});

const properties = {
  Description: text.optional(),
  GenerateSecretString: Generate.optional(),
  KmsKeyId: text.optional(),
  Name: text.optional(),
  SecretString: text.optional(),
  Tags: tagList.optional(),
};
type SecretProperties = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html */
export const secretsManagerSecret = defineResource({
  type: "AWS::SecretsManager::Secret",
  properties,
  replaceOn: ["Name"],
  nameProperty: "Name",
  takesStackTags: true,
  attributes: ["Id"],
  async create(wanted, job) {
    const Name = wanted.Name ?? job.physicalName({ max: 512 });
    const value = valueOf(wanted);
    const { Description, KmsKeyId } = wanted;
    const Tags = allTags(wanted.Tags, job.stackTags);
    const input = { Name, Description, KmsKeyId, Tags, ...value };
    const call = job.call("secretsmanager", "CreateSecret", input);
    // What an interrupted attempt has made, its random value too, is taken over.
    const created = await unlessResumed(job, call, "ResourceExistsException");
    const { ARN = "" } =
      created ?? (await job.call("secretsmanager", "DescribeSecret", { SecretId: Name }));
    return made(ARN);
  },
  async update(wanted, job) {
    const SecretId = job.physicalId;
    const { Description, KmsKeyId } = wanted;
    // A generated value stays until its rules change, as on AWS.
    const hasNewValue = valueRules(wanted) !== valueRules(job.previous);
    const value = hasNewValue ? valueOf(wanted) : {};
    await job.call("secretsmanager", "UpdateSecret", { SecretId, Description, KmsKeyId, ...value });
    await retag(wanted, job);
    return made(SecretId);
  },
  async remove(job) {
    const input = { SecretId: job.physicalId, ForceDeleteWithoutRecovery: true };
    await unlessGone(
      job.call("secretsmanager", "DeleteSecret", input),
      "ResourceNotFoundException",
    );
  },
});

function valueRules({ GenerateSecretString, SecretString }: SecretProperties): string {
  return JSON.stringify([GenerateSecretString, SecretString]);
}

/** @throws {AwsError} `ValidationError` when the template of the value is no JSON object. */
function valueOf({ GenerateSecretString: rules, SecretString }: SecretProperties): {
  SecretString?: string;
} {
  if (rules === undefined) return SecretString === undefined ? {} : { SecretString };
  const { GenerateStringKey: key, SecretStringTemplate: template, ...passwordRules } = rules;
  const password = randomPassword(passwordRules);
  if (key === undefined && template === undefined) return { SecretString: password };
  const parsed = parseObject(template ?? "");
  if (key === undefined || parsed === undefined) {
    return fail(
      "ValidationError",
      "GenerateStringKey and SecretStringTemplate, the text of a JSON object, belong together.",
    );
  }
  return { SecretString: JSON.stringify({ ...parsed, [key]: password }) };
}

function parseObject(template: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(template));
  } catch {
    return undefined;
  }
}

async function retag(wanted: SecretProperties, job: UpdateJob<SecretProperties>): Promise<void> {
  const { removed: TagKeys, set } = tagChanges(job, wanted.Tags ?? [], job.previous.Tags ?? []);
  const SecretId = job.physicalId;
  if (TagKeys.length > 0) {
    await job.call("secretsmanager", "UntagResource", { SecretId, TagKeys });
  }
  if (set.length > 0) await job.call("secretsmanager", "TagResource", { SecretId, Tags: set });
}

function made(arn: string): Made {
  return { physicalId: arn, attributes: { Id: arn } };
}
