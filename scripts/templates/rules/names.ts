import { rule } from "../rule.ts";
import { ofType, type Template } from "../template.ts";
import { references, textOf } from "../value.ts";

/** Names that CloudFormation makes up, so that two stacks, and a replacement, never collide. */
const GENERATED: Readonly<Record<string, string>> = {
  "AWS::S3::Bucket": "BucketName",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::SNS::Topic": "TopicName",
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::Events::ApiDestination": "Name",
  "AWS::Events::Archive": "ArchiveName",
  "AWS::Events::Connection": "Name",
  "AWS::Kinesis::Stream": "Name",
  "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamName",
  "AWS::ApiGateway::ApiKey": "Name",
  "AWS::ApiGateway::UsagePlan": "UsagePlanName",
  "AWS::Pipes::Pipe": "Name",
  "AWS::StepFunctions::StateMachine": "StateMachineName",
  "AWS::CloudWatch::Alarm": "AlarmName",
};

/** Names that the CLI or the resource itself requires: they carry the stage. */
const STAGED: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "FunctionName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::ApiGateway::RestApi": "Name",
  "AWS::ApiGatewayV2::Api": "Name",
  "AWS::Events::Rule": "Name",
  "AWS::Events::EventBus": "Name",
  "AWS::Scheduler::Schedule": "Name",
  "AWS::Location::PlaceIndex": "IndexName",
  "AWS::SSM::Parameter": "Name",
  "AWS::SecretsManager::Secret": "Name",
};

/** A physical name of our own would be taken by the first stack, and stand in the way of a replacement. */
export const noFixedNames = rule("no-fixed-names", function* (template) {
  for (const [type, property] of Object.entries(GENERATED)) {
    for (const { id, properties } of ofType(template, type)) {
      if (properties[property] !== undefined) {
        yield [id, `${property} is fixed: leave it to CloudFormation`];
      }
    }
  }
});

/** Two stages of a service live in one account. */
export const stagedNames = rule("staged-names", function* (template) {
  for (const [type, property] of Object.entries(STAGED)) {
    for (const { id, properties } of ofType(template, type)) {
      const name = properties[property];
      if (name !== undefined && !carriesStage(template, name)) {
        yield [id, `${property} "${textOf(name)}" is the same in every stage`];
      }
    }
  }
});

/** Says the stage as a word of its own, or is made from a name that does or that CloudFormation makes up. */
function carriesStage({ stage, resources }: Template, name: unknown): boolean {
  const words = textOf(name).split(/[^\p{L}\p{N}]+/u);
  const refers = [...references(name)];
  return words.includes(stage) || refers.some((id) => id === "AWS::StackName" || resources.has(id));
}
