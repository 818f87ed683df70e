import { describe, expect, test } from "vitest";
import { createClock } from "../clock.ts";
import { AwsError } from "../errors.ts";
import { createAuthorizer, type CallToCheck } from "./authorizer.ts";
import type { PolicySources, RoleDocuments } from "./policy-sources.ts";
import type { Principal } from "./principal.ts";

const ACCOUNT = "111111111111";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:t`;
const NOON = Date.UTC(2026, 0, 15, 12);

const worker: Principal = { kind: "role", accountId: ACCOUNT, roleArn: ROLE, sessionName: "s" };
const root: Principal = { kind: "root", accountId: ACCOUNT };
const aService = (service: string, sourceArn?: string): Principal => ({
  kind: "service",
  accountId: ACCOUNT,
  service,
  ...(sourceArn !== undefined && { sourceArn }),
});

interface World {
  /** Statements of the worker's policy. */
  readonly identity?: readonly unknown[];
  readonly trust?: readonly unknown[];
  /** Statements of the policies of resources, by ARN. */
  readonly resources?: Readonly<Record<string, readonly unknown[]>>;
}

const documentOf = (statements: readonly unknown[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

function sourcesOf({ identity = [], trust = [], resources = {} }: World): PolicySources {
  const role: RoleDocuments = {
    identityPolicies: [documentOf(identity)],
    trustPolicy: documentOf(trust),
  };
  return {
    role: (arn) => (arn === ROLE ? role : undefined),
    roleArn: (name) => (name === "worker" ? ROLE : undefined),
    secretArn: () => undefined,
    resource(arn) {
      const accountId = arn.startsWith("arn:aws:s3:::foreign") ? "222222222222" : ACCOUNT;
      const statements = resources[arn];
      return { accountId, ...(statements && { policy: documentOf(statements) }) };
    },
  };
}

function anAuthorizer(world: World | PolicySources) {
  const config = { accountId: ACCOUNT, region: "eu-west-1", dataDir: "/nowhere" };
  const clock = createClock({ pace: "manual", startMs: NOON });
  return createAuthorizer({ config, clock }, "role" in world ? world : sourcesOf(world));
}

const get = { service: "s3", operation: "GetObject", input: { Bucket: "b", Key: "k" } } as const;
const send = {
  service: "sqs",
  operation: "SendMessage",
  input: { QueueUrl: `http://127.0.0.1:1/${ACCOUNT}/q`, MessageBody: "x" },
} as const;
const allow = (Action: string, Resource = "*") => ({ Effect: "Allow", Action, Resource });

function outcome(world: World | PolicySources, call: CallToCheck): string {
  try {
    anAuthorizer(world).check(call);
    return "allowed";
  } catch (error) {
    return error instanceof AwsError ? error.code : String(error);
  }
}

describe("check", () => {
  test("lets the root do anything, whatever policies say", () => {
    const deny = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" };
    const world = { resources: { "arn:aws:s3:::b/k": [deny] } };
    expect(outcome(world, { ...get, principal: root })).toBe("allowed");
  });

  test("lets a role do what its policies allow", () => {
    const world = { identity: [allow("s3:GetObject", "arn:aws:s3:::b/*")] };
    expect(outcome(world, { ...get, principal: worker })).toBe("allowed");
    expect(outcome({}, { ...get, principal: worker })).toBe("AccessDenied");
  });

  test("refuses a role that does not exist", () => {
    const principal: Principal = { ...worker, roleArn: `${ROLE}2` };
    const world = { identity: [allow("*")] };
    expect(outcome(world, { ...get, principal })).toBe("AccessDenied");
  });

  test("asks for every permission that an operation needs", () => {
    const call = {
      service: "lambda",
      operation: "CreateFunction",
      input: { FunctionName: "f", Role: ROLE },
      principal: worker,
    } as const;
    const create = allow("lambda:CreateFunction");
    const pass = {
      ...allow("iam:PassRole", ROLE),
      Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
    };
    expect(outcome({ identity: [create] }, call)).toBe("AccessDeniedException");
    expect(outcome({ identity: [create, pass] }, call)).toBe("allowed");
  });

  test("takes the plain endpoint for a secure one, so that TLS-only policies let calls in", () => {
    const insecure = { Bool: { "aws:SecureTransport": "false" } };
    const tlsOnly = { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: QUEUE };
    const world = {
      identity: [allow("sqs:SendMessage")],
      resources: { [QUEUE]: [{ ...tlsOnly, Condition: insecure }] },
    };
    expect(outcome(world, { ...send, principal: worker })).toBe("allowed");
  });

  test("lets a service in only where the resource says so, for the source that it says", () => {
    const fromTopic = {
      ...allow("sqs:SendMessage", QUEUE),
      Principal: { Service: "sns.amazonaws.com" },
      Condition: { ArnEquals: { "aws:SourceArn": TOPIC } },
    };
    const world = { resources: { [QUEUE]: [fromTopic] } };
    const by = (principal: Principal) => outcome(world, { ...send, principal });
    expect(by(aService("sns.amazonaws.com", TOPIC))).toBe("allowed");
    expect(by(aService("sns.amazonaws.com", `${TOPIC}2`))).toBe("AccessDenied");
    expect(by(aService("events.amazonaws.com", TOPIC))).toBe("AccessDenied");
    expect(by(aService("sns.amazonaws.com"))).toBe("AccessDenied");
  });

  test("lets S3 put its events without a policy, unless one denies it", () => {
    const bus = `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/default`;
    const call = {
      service: "events",
      operation: "PutEvents",
      input: { Entries: [{ Source: "aws.s3", DetailType: "Object Created" }] },
      principal: aService("s3.amazonaws.com"),
    } as const;
    const deny = { Effect: "Deny", Principal: "*", Action: "events:*", Resource: bus };
    expect(outcome({}, call)).toBe("allowed");
    expect(outcome({ resources: { [bus]: [deny] } }, call)).toBe("AccessDeniedException");
    expect(outcome({}, { ...call, principal: aService("sns.amazonaws.com") })).toBe(
      "AccessDeniedException",
    );
  });

  test("asks the trust policy of a role that is to be assumed", () => {
    const call = {
      service: "sts",
      operation: "AssumeRole",
      input: { RoleArn: ROLE, RoleSessionName: "x" },
      principal: worker,
    } as const;
    const trust = { Effect: "Allow", Principal: { AWS: ROLE }, Action: "sts:AssumeRole" };
    expect(outcome({ trust: [trust] }, call)).toBe("allowed");
    expect(outcome({ identity: [allow("sts:AssumeRole")] }, call)).toBe("AccessDenied");
  });

  test("asks both sides about another account's bucket", () => {
    const call = { ...get, input: { Bucket: "foreign", Key: "k" }, principal: worker };
    const identity = [allow("s3:GetObject")];
    const share = { ...allow("s3:GetObject"), Principal: { AWS: ACCOUNT } };
    const resources = { "arn:aws:s3:::foreign/k": [share] };
    expect(outcome({ identity }, call)).toBe("AccessDenied");
    expect(outcome({ resources }, call)).toBe("AccessDenied");
    expect(outcome({ identity, resources }, call)).toBe("allowed");
  });

  test("lets everyone ask who they are, and confirm by a token", () => {
    const whoAmI = { service: "sts", operation: "GetCallerIdentity", input: {} } as const;
    expect(outcome({}, { ...whoAmI, principal: worker })).toBe("allowed");
    const input = { TopicArn: TOPIC, Token: "t" };
    const confirm = { service: "sns", operation: "ConfirmSubscription", input } as const;
    const anonymous: Principal = { kind: "anonymous", accountId: ACCOUNT };
    expect(outcome({}, { ...confirm, principal: anonymous })).toBe("allowed");
    expect(outcome({}, { ...get, principal: anonymous })).toBe("AccessDenied");
  });

  test("says so when a policy asks for what is not known here", () => {
    const Condition = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["me"] } };
    const input = { TableName: "t", Key: {} };
    const call = { service: "dynamodb", operation: "GetItem", input, principal: worker } as const;
    const world = { identity: [{ ...allow("dynamodb:GetItem"), Condition }] };
    expect(outcome(world, call)).toBe("NotEmulated");
  });

  test("says so when a policy cannot be read", () => {
    const sources: PolicySources = { ...sourcesOf({}), resource: () => ({ policy: "{" }) };
    expect(outcome(sources, { ...get, principal: worker })).toBe("MalformedPolicyDocument");
  });

  test("sees a policy as soon as it changes", () => {
    let identity: readonly unknown[] = [];
    const sources: PolicySources = {
      ...sourcesOf({}),
      role: () => ({ identityPolicies: [documentOf(identity)], trustPolicy: documentOf([]) }),
    };
    const authorizer = anAuthorizer(sources);
    const call = { ...get, principal: worker };
    expect(() => authorizer.check(call)).toThrow(expect.objectContaining({ code: "AccessDenied" }));
    identity = [allow("s3:*")];
    expect(() => authorizer.check(call)).not.toThrow();
  });
});

describe("veil", () => {
  const missing = new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404 });
  const seenBy = (principal: Principal, world: World = {}) =>
    anAuthorizer(world).veil({ ...get, principal }, missing);

  test("hides from who may not list the bucket that an object is not there", () => {
    expect(seenBy(worker, { identity: [allow("s3:GetObject")] })).toMatchObject({
      code: "AccessDenied",
      status: 403,
      message: expect.stringContaining('s3:ListBucket on resource: "arn:aws:s3:::b"') as string,
    });
  });

  test("leaves the error to who may, and every other error", () => {
    const list = allow("s3:ListBucket", "arn:aws:s3:::b");
    expect(seenBy(worker, { identity: [list] })).toBe(missing);
    expect(seenBy(root)).toBe(missing);
    const other = new AwsError("NoSuchBucket", "", { status: 404 });
    expect(anAuthorizer({}).veil({ ...get, principal: worker }, other)).toBe(other);
  });
});
