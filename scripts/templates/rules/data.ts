import { resourcePolicies, type Statement, statementsOf } from "../policy.ts";
import { type Problem, rule } from "../rule.ts";
import { ofType, type Template } from "../template.ts";
import { at, isTrue, listOf, textOf } from "../value.ts";

/** What says that a resource of a type is encrypted: any one of these properties, set. */
const ENCRYPTED_BY: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "AWS::S3::Bucket": [["BucketEncryption", "ServerSideEncryptionConfiguration"]],
  "AWS::SQS::Queue": [["SqsManagedSseEnabled"], ["KmsMasterKeyId"]],
  "AWS::SNS::Topic": [["KmsMasterKeyId"]],
  "AWS::DynamoDB::Table": [["SSESpecification", "SSEEnabled"]],
  "AWS::Kinesis::Stream": [["StreamEncryption", "KeyId"]],
  "AWS::KinesisFirehose::DeliveryStream": [
    ["DeliveryStreamEncryptionConfigurationInput", "KeyType"],
    ["KinesisStreamSourceConfiguration"], // encrypted as its stream is
  ],
};

/** Data at rest is encrypted, and the template says so instead of relying on a default. */
export const encrypted = rule(
  "encrypted",
  function* (template): Generator<Problem> {
    for (const [type, ways] of Object.entries(ENCRYPTED_BY)) {
      for (const { id, properties } of ofType(template, type)) {
        const isSet = ways.some((path) => isOn(at(properties, ...path)));
        if (!isSet) yield [id, `set ${ways.map((path) => path.join(".")).join(" or ")}`];
      }
    }
  },
  { waivable: true },
);

function isOn(value: unknown): boolean {
  return value !== undefined && value !== false && value !== "false";
}

/** The types that take plain HTTP unless told otherwise, and the actions a refusal has to name. */
const TALKS_HTTP: Readonly<Record<string, readonly string[]>> = {
  "AWS::S3::Bucket": ["s3:*"],
  "AWS::SQS::Queue": ["sqs:*"],
  "AWS::SNS::Topic": ["sns:Publish"], // a topic's policy cannot name sns:*
};

/** Nobody reaches a bucket, queue or topic without TLS, whatever else they may do. */
export const tlsOnly = rule("tls-only", function* (template): Generator<Problem> {
  const policies = resourcePolicies(template);
  for (const [type, actions] of Object.entries(TALKS_HTTP)) {
    for (const { id } of ofType(template, type)) {
      const own = policies.filter(({ holders }) => holders.has(id));
      const refused = own
        .flatMap(({ document }) => statementsOf(document))
        .filter((statement) => refusesPlainHttp(statement, actions))
        .flatMap(({ resources }) => resources.map(textOf));
      if (refused.length === 0) yield [id, `no policy denies ${actions.join()} without TLS`];
      else if (!coversWhole(type, { id, refused })) {
        yield [id, "its refusal of plain HTTP covers only a part of it, or something else"];
      }
    }
  }
});

function refusesPlainHttp(statement: Statement, actions: readonly string[]): boolean {
  const { isAllowed, isInverted, principal, condition } = statement;
  const isEveryone = principal === "*" || at(principal, "AWS") === "*";
  const isPlain = /^\{"Bool":\{"aws:SecureTransport":"?false"?\}\}$/u;
  return (
    !isAllowed &&
    !isInverted &&
    isEveryone &&
    isPlain.test(JSON.stringify(condition)) &&
    actions.every((action) => statement.actions.includes(action))
  );
}

/** A bucket is itself and its objects; both have to be named. */
function coversWhole(
  type: string,
  { id, refused }: { readonly id: string; readonly refused: readonly string[] },
): boolean {
  const names = [`\${${id}}`, `\${${id}.Arn}`];
  const own = refused.filter((text) => names.some((name) => text.includes(name)));
  const isWhole = own.some((text) => names.some((name) => text.endsWith(name)));
  return isWhole && (type !== "AWS::S3::Bucket" || own.some((text) => text.endsWith("}/*")));
}

const PUBLIC_ACCESS_BLOCK = [
  "BlockPublicAcls",
  "BlockPublicPolicy",
  "IgnorePublicAcls",
  "RestrictPublicBuckets",
];

/** Nothing that holds data, and no function, is open to everyone. */
export const noPublicAccess = rule("no-public-access", function* (template): Generator<Problem> {
  for (const { id, properties } of ofType(template, "AWS::S3::Bucket")) {
    for (const setting of PUBLIC_ACCESS_BLOCK) {
      const isBlocked = isTrue(at(properties, "PublicAccessBlockConfiguration", setting));
      if (!isBlocked) yield [id, `set PublicAccessBlockConfiguration.${setting}`];
    }
    const acl = properties["AccessControl"];
    if (acl !== undefined && acl !== "Private") yield [id, `AccessControl is ${textOf(acl)}`];
  }
  for (const { policy, document, holders } of resourcePolicies(template)) {
    const statements = statementsOf(document);
    if (statements.some(isForEveryone))
      yield [policy.id, `opens ${[...holders].join()} to everyone`];
  }
  yield* publicFunctions(template);
});

function isForEveryone({ isAllowed, isInverted, principal, condition }: Statement): boolean {
  const isEveryone = principal === "*" || listOf(at(principal, "AWS")).includes("*");
  return isAllowed && (isInverted || (isEveryone && condition === undefined));
}

function* publicFunctions(template: Template): Generator<Problem> {
  for (const { id, properties } of ofType(template, "AWS::Lambda::Permission")) {
    const principal = textOf(properties["Principal"]);
    if (principal === "*") yield [id, "lets everyone call a function"];
    const isLimited = ["SourceArn", "SourceAccount"].some((key) => properties[key] !== undefined);
    if (principal.endsWith(".amazonaws.com") && !isLimited) {
      yield [id, `lets ${principal} call a function in anyone's name: set SourceArn`];
    }
  }
  for (const { id, properties } of ofType(template, "AWS::Lambda::Url")) {
    if (properties["AuthType"] !== "AWS_IAM") yield [id, "lets everyone call a function by URL"];
  }
}
