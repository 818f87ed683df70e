import type { PolicySources, ResourceDocument } from "./access/policy-sources.ts";
import type { Cloud } from "./cloud.ts";
import { openDeployedPolicies } from "./services/apigateway/deployed-policy.ts";
import { openEvents } from "./services/events/events-state.ts";
import { policiesOf } from "./services/iam/policies-of.ts";
import { openIam } from "./services/iam/state.ts";
import { kinesisOf } from "./services/kinesis/kinesis-state.ts";
import { resourcePolicyOf } from "./services/kinesis/resource-policy.ts";
import { openRegistry } from "./services/lambda/registry.ts";
import { S3State } from "./services/s3/state.ts";
import { nameOf, openSecrets, type Secret } from "./services/secretsmanager/state.ts";
import { topicPolicy } from "./services/sns/topic-attributes.ts";
import type { Topic } from "./services/sns/topic.ts";
import { openQueues } from "./services/sqs/queue-store.ts";

type Reader = (arn: string) => ResourceDocument | undefined;

/** Reads the policies of roles and resources where the services keep them, as they are now. */
export function openPolicySources(cloud: Cloud): PolicySources {
  const iam = openIam(cloud);
  const { secrets } = openSecrets(cloud);
  const readers: ReadonlyMap<string, Reader> = new Map([
    ["events", busReader(cloud)],
    ["execute-api", restApiReader(cloud)],
    ["kinesis", streamReader(cloud)],
    ["lambda", functionReader(cloud)],
    ["s3", bucketReader(cloud)],
    ["secretsmanager", (arn) => withSecretPolicy(secrets.get(nameOf(arn)))],
    ["sns", topicReader(cloud)],
    ["sqs", queueReader(cloud)],
  ]);
  return {
    role(roleArn) {
      const found = policiesOf(iam, roleArn);
      if (found === undefined) return undefined;
      const { identity, boundary, trustPolicy } = found;
      return {
        identityPolicies: identity.map(({ document }) => document),
        trustPolicy,
        ...(boundary !== undefined && { boundary: boundary.document }),
      };
    },
    roleArn: (name) => iam.roles.get(name)?.arn,
    secretArn: (id) => (secrets.get(id) ?? secrets.get(nameOf(id)))?.arn,
    resource: (arn) => readers.get(arn.split(":")[2] ?? "")?.(arn),
  };
}

function withPolicy(policy: string | undefined): ResourceDocument {
  return policy === undefined ? {} : { policy };
}

function withSecretPolicy(secret: Secret | undefined): ResourceDocument | undefined {
  return secret && withPolicy(secret.policy);
}

/** Of `arn:aws:s3:::bucket` and what is in it. */
function bucketReader(cloud: Cloud): Reader {
  return (arn) => {
    const state = cloud.stateOf("s3");
    const name = arn.split(":")[5]?.split("/")[0] ?? "";
    const bucket = state instanceof S3State ? state.buckets.find(name) : undefined;
    return bucket && { ...withPolicy(bucket.policy), accountId: bucket.owner };
  };
}

function restApiReader({ store, config }: Cloud): Reader {
  const policyOf = openDeployedPolicies(store, config);
  return (arn) => withPolicy(policyOf(arn));
}

function queueReader({ store }: Cloud): Reader {
  const queues = openQueues(store);
  return (arn) => {
    const queue = queues.byArn(arn);
    return queue && withPolicy(queue.attributes["Policy"]);
  };
}

function topicReader({ store }: Cloud): Reader {
  const topics = store.collection<Topic>("sns.topics");
  return (arn) => {
    const topic = topics.get(arn);
    return topic && { policy: topicPolicy(topic) };
  };
}

/** Of `arn:aws:lambda:region:account:function:name[:qualifier]`; a qualified name has its own. */
function functionReader({ store, config }: Cloud): Reader {
  const { policies } = openRegistry(store, config);
  return (arn) => {
    const [kind, name, qualifier = ""] = arn.split(":").slice(5);
    const record = kind === "function" ? policies.get(`${name}:${qualifier}`) : undefined;
    if (record === undefined) return undefined;
    const document = { Version: "2012-10-17", Id: "default", Statement: record.statements };
    return { policy: JSON.stringify(document) };
  };
}

/** Of `arn:aws:kinesis:region:account:stream/name`, and of a consumer below it. */
function streamReader(cloud: Cloud): Reader {
  const state = kinesisOf(cloud);
  return (arn) => resourcePolicyOf(state, arn);
}

function busReader(cloud: Cloud): Reader {
  const { buses } = openEvents(cloud);
  return (arn) => {
    const [accountId, name] = arn.split(":").slice(4);
    const bus = buses.get(`${accountId}/${name?.replace("event-bus/", "")}`);
    return bus && withPolicy(bus.policy);
  };
}
