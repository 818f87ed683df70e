"use strict";

/** Alarms on anything above zero, if there is no threshold: one count in five minutes is already an image, mail or call in trouble. */
const PERIOD_SECONDS = 300;

/** What each kind of resource is watched for: namespace, the dimension that names it, and its metrics. */
const WATCHED = {
  stateMachines: {
    namespace: "AWS/States",
    dimension: "StateMachineArn",
    metrics: ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionThrottled"],
  },
  deadLetterQueues: {
    namespace: "AWS/SQS",
    dimension: "QueueName",
    attribute: "QueueName",
    metrics: ["ApproximateNumberOfMessagesVisible"],
  },
  functions: {
    namespace: "AWS/Lambda",
    dimension: "FunctionName",
    metrics: ["Errors", "Throttles"],
  },
  streamConsumers: {
    namespace: "AWS/Lambda",
    dimension: "FunctionName",
    metrics: ["IteratorAge"],
    statistic: "Maximum",
    threshold: 300_000, // milliseconds; a consumer that keeps up is seconds behind
  },
  rules: {
    namespace: "AWS/Events",
    dimension: "RuleName",
    metrics: ["FailedInvocations"],
  },
  httpApis: {
    namespace: "AWS/ApiGateway",
    dimension: "ApiId",
    metrics: ["5xx"],
  },
  restApis: {
    namespace: "AWS/ApiGateway",
    dimension: "ApiName",
    isNamedAfterStack: true,
    metrics: ["5XXError"],
  },
  deliveryStreams: {
    namespace: "AWS/Firehose",
    dimension: "DeliveryStreamName",
    metrics: ["DeliveryToS3.DataFreshness"],
    statistic: "Maximum",
    threshold: 1200, // seconds; the longest buffer is 900
  },
};

function alarm(logicalId, metric, { namespace, dimension, name, statistic, threshold = 0 }) {
  const summed = metric.startsWith("Approximate") ? "Maximum" : "Sum";
  return {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      AlarmDescription: `${metric} of ${logicalId} is above ${threshold || "zero"}`,
      Namespace: namespace,
      MetricName: metric,
      Dimensions: [{ Name: dimension, Value: name }],
      Statistic: statistic ?? summed,
      Period: PERIOD_SECONDS,
      EvaluationPeriods: 1,
      Threshold: threshold,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
      AlarmActions: [{ Ref: "AlarmTopic" }],
    },
  };
}

function nameOf(logicalId, { attribute, isNamedAfterStack }) {
  if (isNamedAfterStack) return { Ref: "AWS::StackName" };
  return attribute ? { "Fn::GetAtt": [logicalId, attribute] } : { Ref: logicalId };
}

const NO_KEY =
  "CloudWatch cannot publish under the AWS-managed key, and a metric's name and count are no secret";

/** CloudFormation alarms for the logical ids in a service's `custom.alarms`, and the topic they report to. */
module.exports = async ({ resolveVariable }) => {
  const wanted = await resolveVariable("self:custom.alarms");
  const Resources = {
    AlarmTopic: { Type: "AWS::SNS::Topic", Metadata: { blueprint: { encrypted: NO_KEY } } },
    AlarmTopicPolicy: {
      Type: "AWS::SNS::TopicPolicy",
      Properties: {
        Topics: [{ Ref: "AlarmTopic" }],
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "cloudwatch.amazonaws.com" },
              Action: "sns:Publish",
              Resource: { Ref: "AlarmTopic" },
              Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
            },
            {
              Effect: "Deny",
              Principal: "*",
              Action: "sns:Publish",
              Resource: { Ref: "AlarmTopic" },
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        },
      },
    },
  };
  for (const [kind, logicalIds] of Object.entries(wanted)) {
    const watched = WATCHED[kind];
    if (watched === undefined) throw new Error(`custom.alarms: nothing is known of "${kind}"`);
    for (const logicalId of logicalIds) {
      for (const metric of watched.metrics) {
        const name = nameOf(logicalId, watched);
        const id = `${logicalId}${metric.replace(/\W/gu, "")}Alarm`;
        Resources[id] = alarm(logicalId, metric, { ...watched, name });
      }
    }
  }
  return { Resources, Outputs: { AlarmTopic: { Value: { Ref: "AlarmTopic" } } } };
};
