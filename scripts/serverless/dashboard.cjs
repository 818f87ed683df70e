"use strict";

const PERIOD_SECONDS = 300;
const WIDTH = 12; // of 24 columns: two widgets a row
const HEIGHT = 6;

/** What is drawn of each kind of resource: namespace, the dimension that names it, and metrics with statistics. */
const DRAWN = {
  stateMachines: {
    title: "Executions",
    namespace: "AWS/States",
    dimension: "StateMachineArn",
    metrics: {
      ExecutionsStarted: "Sum",
      ExecutionsSucceeded: "Sum",
      ExecutionsFailed: "Sum",
      ExecutionsTimedOut: "Sum",
    },
  },
  functions: {
    title: "Functions",
    namespace: "AWS/Lambda",
    dimension: "FunctionName",
    metrics: { Invocations: "Sum", Errors: "Sum", Throttles: "Sum", Duration: "p95" },
  },
  streamConsumers: {
    title: "Age of the oldest change not yet handled (ms)",
    namespace: "AWS/Lambda",
    dimension: "FunctionName",
    metrics: { IteratorAge: "Maximum" },
  },
  deadLetterQueues: {
    title: "Dead letters",
    namespace: "AWS/SQS",
    dimension: "QueueName",
    attribute: "QueueName",
    metrics: { ApproximateNumberOfMessagesVisible: "Maximum" },
  },
  rules: {
    title: "Events",
    namespace: "AWS/Events",
    dimension: "RuleName",
    metrics: { MatchedEvents: "Sum", Invocations: "Sum", FailedInvocations: "Sum" },
  },
  tables: {
    title: "Tables",
    namespace: "AWS/DynamoDB",
    dimension: "TableName",
    metrics: { ConsumedReadCapacityUnits: "Sum", ConsumedWriteCapacityUnits: "Sum" },
  },
  streams: {
    title: "Streams",
    namespace: "AWS/Kinesis",
    dimension: "StreamName",
    metrics: {
      IncomingRecords: "Sum",
      IncomingBytes: "Sum",
      WriteProvisionedThroughputExceeded: "Sum",
    },
  },
  deliveryStreams: {
    title: "Delivery",
    namespace: "AWS/Firehose",
    dimension: "DeliveryStreamName",
    metrics: {
      IncomingRecords: "Sum",
      "DeliveryToS3.Records": "Sum",
      "DeliveryToS3.DataFreshness": "Maximum",
    },
  },
  restApis: {
    title: "API",
    namespace: "AWS/ApiGateway",
    dimension: "ApiName",
    isNamedAfterStack: true,
    metrics: { Count: "Sum", "4XXError": "Sum", "5XXError": "Sum", Latency: "p95" },
  },
  authorizers: {
    title: "Authorizers (a refused token is an error)",
    namespace: "AWS/Lambda",
    dimension: "FunctionName",
    metrics: { Invocations: "Sum", Errors: "Sum", Duration: "p95" },
  },
  httpApis: {
    title: "API",
    namespace: "AWS/ApiGateway",
    dimension: "ApiId",
    metrics: { Count: "Sum", "4xx": "Sum", "5xx": "Sum", Latency: "p95" },
  },
};

/** `${Table}` or `${Queue.QueueName}`: Fn::Sub puts the physical name in. */
function nameOf(logicalId, { attribute, isNamedAfterStack }) {
  if (isNamedAfterStack) return "${AWS::StackName}";
  return attribute ? `\${${logicalId}.${attribute}}` : `\${${logicalId}}`;
}

function widget({ title, namespace, dimension, metrics, ...kind }, logicalIds, index) {
  const lines = logicalIds.flatMap((logicalId) =>
    Object.entries(metrics).map(([metric, stat]) => [
      namespace,
      metric,
      dimension,
      nameOf(logicalId, kind),
      { stat, label: `${logicalId} ${metric}` },
    ]),
  );
  return {
    type: "metric",
    x: (index % 2) * WIDTH,
    y: Math.floor(index / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: {
      title,
      region: "${AWS::Region}",
      view: "timeSeries",
      period: PERIOD_SECONDS,
      metrics: lines,
    },
  };
}

/**
 * One CloudWatch dashboard for the logical ids in a service's `custom.dashboard`, by kind; and for those of
 * `custom.alarms`, which is what the dashboard is looked at for.
 */
module.exports = async ({ resolveVariable }) => {
  const alarmed = await resolveVariable("self:custom.alarms");
  const more = await resolveVariable("self:custom.dashboard");
  const widgets = Object.entries({ ...alarmed, ...more }).map(([kind, logicalIds], index) => {
    const drawn = DRAWN[kind];
    if (drawn === undefined) throw new Error(`custom.dashboard: nothing is known of "${kind}"`);
    return widget(drawn, logicalIds, index);
  });
  return {
    Resources: {
      Dashboard: {
        Type: "AWS::CloudWatch::Dashboard",
        Properties: { DashboardBody: { "Fn::Sub": JSON.stringify({ widgets }) } },
      },
    },
    Outputs: { Dashboard: { Value: { Ref: "Dashboard" } } },
  };
};
