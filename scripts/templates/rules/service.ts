import { type Problem, rule } from "../rule.ts";
import { ofType, type Resource } from "../template.ts";
import { at, entriesOf, references, textOf } from "../value.ts";

/** Types whose cost and owner somebody will ask for. */
const TAGGED = [
  "AWS::Lambda::Function",
  "AWS::StepFunctions::StateMachine",
  "AWS::S3::Bucket",
  "AWS::DynamoDB::Table",
  "AWS::SQS::Queue",
  "AWS::SNS::Topic",
  "AWS::Kinesis::Stream",
  "AWS::KinesisFirehose::DeliveryStream",
  "AWS::Logs::LogGroup",
  "AWS::IAM::Role",
  "AWS::ApiGateway::RestApi",
  "AWS::ApiGatewayV2::Api",
  "AWS::Events::EventBus",
  "AWS::Location::PlaceIndex",
  "AWS::Cognito::UserPool",
];

/** Every resource says which service and stage it belongs to, by the stack's tags or its own. */
export const tags = rule("tags", function* (template): Generator<Problem> {
  const wanted = { service: template.service, stage: template.stage };
  for (const resource of ofType(template, ...TAGGED)) {
    const carried = { ...template.stackTags, ...tagsOf(resource) };
    for (const [name, value] of Object.entries(wanted)) {
      if (carried[name] !== value) yield [resource.id, `its tag ${name} is not ${value}`];
    }
  }
});

function tagsOf({ properties }: Resource): Readonly<Record<string, unknown>> {
  const { Tags: own } = properties;
  const isList = Array.isArray(own);
  const pairs = isList
    ? own.map((tag) => [textOf(at(tag, "Key")), at(tag, "Value")])
    : entriesOf(own);
  return Object.fromEntries(pairs);
}

/** What callers and operators have to find. */
const FOUND_BY_OUTPUT = [
  "AWS::S3::Bucket",
  "AWS::DynamoDB::Table",
  "AWS::SQS::Queue",
  "AWS::SNS::Topic",
  "AWS::Kinesis::Stream",
  "AWS::StepFunctions::StateMachine",
  "AWS::Events::EventBus",
  "AWS::ApiGateway::RestApi",
  "AWS::ApiGatewayV2::Api",
];

/** Names are made up by CloudFormation, so the stack's outputs say them. */
export const outputs = rule("outputs", function* (template): Generator<Problem> {
  const shown = references([...template.outputs.values()]);
  for (const { id, type } of ofType(template, ...FOUND_BY_OUTPUT)) {
    if (!shown.has(id)) yield [id, `no output says which ${type} this is`];
  }
});

/** Types that have no rule of their own, and need none. */
const WITHOUT_RULES = [
  "AWS::ApiGateway::Account",
  "AWS::ApiGateway::Authorizer",
  "AWS::ApiGateway::Model",
  "AWS::ApiGateway::RequestValidator",
  "AWS::ApiGateway::Resource",
  "AWS::ApiGateway::UsagePlanKey",
  "AWS::ApiGatewayV2::Authorizer",
  "AWS::ApiGatewayV2::Deployment",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::CloudWatch::Dashboard",
  "AWS::CloudWatch::CompositeAlarm",
  "AWS::Cognito::UserPoolGroup",
  "AWS::Events::Connection",
  "AWS::Kinesis::StreamConsumer",
  "AWS::Lambda::LayerVersion",
  "AWS::Logs::LogStream",
];

const WITH_RULES = [
  ...TAGGED,
  "AWS::ApiGateway::ApiKey",
  "AWS::ApiGateway::Deployment",
  "AWS::ApiGateway::GatewayResponse",
  "AWS::ApiGateway::Method",
  "AWS::ApiGateway::Stage",
  "AWS::ApiGateway::UsagePlan",
  "AWS::ApiGatewayV2::Stage",
  "AWS::CloudWatch::Alarm",
  "AWS::Cognito::UserPoolClient",
  "AWS::Events::ApiDestination",
  "AWS::Events::Archive",
  "AWS::Events::Rule",
  "AWS::IAM::ManagedPolicy",
  "AWS::IAM::Policy",
  "AWS::Kinesis::ResourcePolicy",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Permission",
  "AWS::Lambda::Url",
  "AWS::Pipes::Pipe",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::Subscription",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
  "AWS::SSM::Parameter",
  "AWS::Scheduler::Schedule",
  "AWS::SecretsManager::Secret",
];

/** A type that no rule knows would pass them all: whoever brings it says here what is asked of it. */
export const knownTypes = rule("known-types", function* (template): Generator<Problem> {
  const known = new Set([...WITH_RULES, ...WITHOUT_RULES]);
  for (const { id, type } of template.resources.values()) {
    if (!known.has(type))
      yield [id, `no rule knows ${type}: see scripts/templates/rules/service.ts`];
  }
});
