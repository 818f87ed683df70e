import { ofType, type Resource, type Template } from "./template.ts";
import { at, listOf, referenceOf, references, textOf } from "./value.ts";

/** A way on which something is handed over without anyone waiting for the answer. */
export interface Edge {
  /** The logical id of the resource that would have to name the dead letters. */
  readonly owner: string;
  /** What it is, for the reader: `target CatalogStateMachine`. */
  readonly label: string;
  /** The property that would name the dead letters. */
  readonly property: string;
  /** What it holds. */
  readonly destination: unknown;
  /** Who writes there: a service of AWS, or a role of the template; SQS's own redrive needs no right. */
  readonly writer:
    | { readonly service: string }
    | { readonly role: string | undefined }
    | { readonly redrive: true };
}

const ASYNCHRONOUS_CALLERS = /^(?:s3|sns|events|scheduler|logs|ses|config|iot|cloudformation)\./u;

/** Every asynchronous edge of a template. */
export function edgesOf(template: Template): readonly Edge[] {
  return [
    ...ofType(template, "AWS::Events::Rule").flatMap(ruleEdges),
    ...ofType(template, "AWS::Scheduler::Schedule").map(scheduleEdge),
    ...ofType(template, "AWS::SNS::Subscription").flatMap(subscriptionEdges),
    ...asynchronousFunctions(template).map((called) => functionEdge(template, called)),
    ...ofType(template, "AWS::Lambda::EventSourceMapping").flatMap((mapping) =>
      mappingEdges(template, mapping),
    ),
    ...ofType(template, "AWS::Pipes::Pipe").map((pipe) => pipeEdge(template, pipe)),
  ];
}

function ruleEdges({ id, properties }: Resource): readonly Edge[] {
  return listOf(properties["Targets"]).map((target) => ({
    owner: id,
    label: `target ${textOf(at(target, "Id"))}`,
    property: "DeadLetterConfig",
    destination: at(target, "DeadLetterConfig", "Arn"),
    writer: { service: "events.amazonaws.com" },
  }));
}

function scheduleEdge({ id, properties }: Resource): Edge {
  return {
    owner: id,
    label: "its target",
    property: "Target.DeadLetterConfig",
    destination: at(properties, "Target", "DeadLetterConfig", "Arn"),
    writer: { role: referenceOf(at(properties, "Target", "RoleArn")) },
  };
}

function subscriptionEdges({ id, properties }: Resource): readonly Edge[] {
  const protocol = textOf(properties["Protocol"]);
  if (/^(?:email|email-json|sms)$/u.test(protocol)) return []; // a person, for whom there is no redrive
  return [
    {
      owner: id,
      label: `subscription over ${protocol}`,
      property: "RedrivePolicy",
      destination: at(properties, "RedrivePolicy", "deadLetterTargetArn"),
      writer: { service: "sns.amazonaws.com" },
    },
  ];
}

/** Functions that a service calls without waiting, as their permissions say. */
function asynchronousFunctions(template: Template): readonly Resource[] {
  const permissions = ofType(template, "AWS::Lambda::Permission").filter(({ properties }) =>
    ASYNCHRONOUS_CALLERS.test(textOf(properties["Principal"])),
  );
  const called = new Set(
    permissions.map(({ properties }) => referenceOf(properties["FunctionName"])),
  );
  const configured = ofType(template, "AWS::Lambda::EventInvokeConfig");
  for (const { properties } of configured) called.add(referenceOf(properties["FunctionName"]));
  return ofType(template, "AWS::Lambda::Function").filter(({ id }) => called.has(id));
}

function functionEdge(template: Template, { id, properties }: Resource): Edge {
  const config = ofType(template, "AWS::Lambda::EventInvokeConfig").find(({ properties: of }) =>
    references(of["FunctionName"]).has(id),
  );
  return {
    owner: id,
    label: "asynchronous calls",
    property: "a failure destination (EventInvokeConfig)",
    destination:
      at(config?.properties, "DestinationConfig", "OnFailure", "Destination") ??
      at(properties, "DeadLetterConfig", "TargetArn"),
    writer: { role: referenceOf(properties["Role"]) },
  };
}

function mappingEdges(template: Template, mapping: Resource): readonly Edge[] {
  const { id, properties } = mapping;
  if (sourceOf(template, mapping) === "queue") {
    const queue = template.resources.get(referenceOf(properties["EventSourceArn"]) ?? "");
    return [
      {
        owner: queue?.id ?? id,
        label: `messages for ${id}`,
        property: "RedrivePolicy",
        destination: at(queue?.properties, "RedrivePolicy", "deadLetterTargetArn"),
        writer: { redrive: true },
      },
    ];
  }
  const called = template.resources.get(referenceOf(properties["FunctionName"]) ?? "");
  return [
    {
      owner: id,
      label: "records of a stream",
      property: "DestinationConfig.OnFailure",
      destination: at(properties, "DestinationConfig", "OnFailure", "Destination"),
      writer: { role: referenceOf(called?.properties["Role"]) },
    },
  ];
}

/** A pipe leaves the messages of a queue to the queue's own redrive. */
function pipeEdge(template: Template, { id, properties }: Resource): Edge {
  const source = template.resources.get(referenceOf(properties["Source"]) ?? "");
  if (source?.type === "AWS::SQS::Queue") {
    return {
      owner: source.id,
      label: `messages for ${id}`,
      property: "RedrivePolicy",
      destination: at(source.properties, "RedrivePolicy", "deadLetterTargetArn"),
      writer: { redrive: true },
    };
  }
  const kind =
    source?.type === "AWS::DynamoDB::Table"
      ? "DynamoDBStreamParameters"
      : "KinesisStreamParameters";
  return {
    owner: id,
    label: "records of a stream",
    property: `SourceParameters.${kind}.DeadLetterConfig`,
    destination: at(properties, "SourceParameters", kind, "DeadLetterConfig", "Arn"),
    writer: { role: referenceOf(properties["RoleArn"]) },
  };
}

/** Whether an event source mapping reads a queue; everything else it can read is a stream. */
export function sourceOf(template: Template, { properties }: Resource): "queue" | "stream" {
  const arn = properties["EventSourceArn"];
  const source = template.resources.get(referenceOf(arn) ?? "");
  const isQueue = source?.type === "AWS::SQS::Queue" || /:sqs:/u.test(textOf(arn));
  return isQueue ? "queue" : "stream";
}
