import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Principal } from "../principal.ts";
import { contextOf } from "./context.ts";
import { authorize, type AccessRequest, type Decision, type Denial } from "./evaluate.ts";
import { readPolicy } from "./policy-document.ts";

const OWN = "111111111111";
const OTHER = "222222222222";
const KEY = "arn:aws:s3:::bucket/key";
const ALLOWED: Decision = { allowed: true };

const aRole = (accountId = OWN): Principal => ({
  kind: "role",
  accountId,
  roleArn: `arn:aws:iam::${accountId}:role/app/worker`,
  sessionName: "s",
});
const SNS: Principal = { kind: "service", accountId: OWN, service: "sns.amazonaws.com" };
const ANYONE: Principal = { kind: "anonymous", accountId: OWN };

const getKey = { Effect: "Allow", Action: "s3:GetObject", Resource: KEY };
const allowTo = (Principal: unknown) => ({ ...getKey, Principal });
const denyTo = (Principal: unknown) => ({ ...getKey, Principal, Effect: "Deny" });

interface Setting {
  readonly principal?: Principal;
  readonly identity?: readonly unknown[];
  readonly resource?: readonly unknown[];
  readonly boundary?: readonly unknown[];
  readonly mustAllow?: boolean;
  readonly request?: Partial<AccessRequest>;
}

function policyOf(statements: readonly unknown[]) {
  return readPolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
}

function decide(setting: Setting) {
  const { principal = aRole(), identity = [], boundary, resource, mustAllow, request } = setting;
  return authorize(
    {
      principal,
      action: "s3:GetObject",
      resource: KEY,
      resourceAccountId: OWN,
      context: contextOf({ "aws:PrincipalAccount": principal.accountId }),
      ...request,
    },
    {
      identityPolicies: [policyOf(identity)],
      ...(boundary !== undefined && { boundary: policyOf(boundary) }),
      ...(resource !== undefined && { resourcePolicy: policyOf(resource) }),
      ...(mustAllow !== undefined && { resourcePolicyMustAllow: mustAllow }),
    },
  );
}

function refusal(explicit: boolean, by: Denial["by"]): Decision {
  return { allowed: false, denial: { explicit, by } };
}

describe("a role in its own account", () => {
  test("may do what its policies allow, and nothing else", () => {
    expect(decide({ identity: [getKey] })).toEqual(ALLOWED);
    expect(decide({})).toEqual(refusal(false, "identity"));
    expect(decide({ identity: [getKey], request: { action: "s3:PutObject" } })).toEqual(
      refusal(false, "identity"),
    );
    expect(decide({ identity: [getKey], request: { resource: `${KEY}2` } })).toEqual(
      refusal(false, "identity"),
    );
  });

  test.each([
    "*",
    { AWS: "*" },
    { AWS: `arn:aws:iam::${OWN}:role/app/worker` },
    { AWS: [`arn:aws:sts::${OWN}:assumed-role/worker/s`] },
  ])("may do what the resource allows to %j", (named) => {
    expect(decide({ resource: [allowTo(named)] })).toEqual(ALLOWED);
  });

  test.each([
    { AWS: OWN },
    { AWS: `arn:aws:iam::${OWN}:root` },
    { AWS: `arn:aws:iam::${OWN}:role/worker` },
    { Service: "sns.amazonaws.com" },
  ])("gets nothing from a resource that allows %j", (named) => {
    expect(decide({ resource: [allowTo(named)] })).toEqual(refusal(false, "identity"));
  });

  test("is stopped by a denial on either side, even of its whole account", () => {
    const both = { identity: [getKey], resource: [allowTo("*")] };
    expect(decide({ ...both, identity: [getKey, { ...getKey, Effect: "Deny" }] })).toEqual(
      refusal(true, "identity"),
    );
    expect(decide({ ...both, resource: [allowTo("*"), denyTo({ AWS: OWN })] })).toEqual(
      refusal(true, "resource"),
    );
  });

  test("stays within its boundary, which allows nothing by itself", () => {
    const boundary = [{ ...getKey, Action: "s3:Get*" }];
    expect(decide({ identity: [getKey], boundary })).toEqual(ALLOWED);
    expect(decide({ boundary })).toEqual(refusal(false, "identity"));
    expect(decide({ identity: [getKey], boundary: [] })).toEqual(refusal(false, "boundary"));
    expect(decide({ resource: [allowTo("*")], boundary: [] })).toEqual(refusal(false, "boundary"));
    expect(
      decide({ identity: [getKey], boundary: [...boundary, { ...getKey, Effect: "Deny" }] }),
    ).toEqual(refusal(true, "boundary"));
  });

  test("matches actions in any case", () => {
    expect(decide({ identity: [{ ...getKey, Action: "S3:gET*" }] })).toEqual(ALLOWED);
  });

  test("is left out by NotAction and NotResource", () => {
    const { Action: _action, Resource: _resource, ...allow } = getKey;
    const elsewhere = { ...allow, NotAction: "sqs:*", NotResource: "arn:aws:s3:::other/*" };
    expect(decide({ identity: [elsewhere] })).toEqual(ALLOWED);
    expect(decide({ identity: [{ ...elsewhere, NotAction: "s3:Get*" }] }).allowed).toBe(false);
    expect(decide({ identity: [{ ...elsewhere, NotResource: KEY }] }).allowed).toBe(false);
    expect(decide({ identity: [{ ...elsewhere, NotResource: "${aws:nothing}" }] }).allowed).toBe(
      false,
    );
  });

  test("reads variables in resources", () => {
    const own = { ...getKey, Resource: "arn:aws:s3:::${aws:PrincipalAccount}/*" };
    const resource = `arn:aws:s3:::${OWN}/x`;
    expect(decide({ identity: [own], request: { resource } })).toEqual(ALLOWED);
    expect(decide({ identity: [own] }).allowed).toBe(false);
  });

  test("is spared by NotPrincipal only under all of its names", () => {
    const { Principal: _everyone, ...deny } = denyTo("*");
    const names = [
      OWN,
      `arn:aws:iam::${OWN}:role/app/worker`,
      `arn:aws:sts::${OWN}:assumed-role/worker/s`,
    ];
    const but = (AWS: string[]) =>
      decide({ identity: [getKey], resource: [{ ...deny, NotPrincipal: { AWS } }] });
    expect(but(names)).toEqual(ALLOWED);
    expect(but(names.slice(1))).toEqual(refusal(true, "resource"));
    expect(but([])).toEqual(refusal(true, "resource"));
  });
});

describe("a role in front of another account's resource", () => {
  const foreign = { principal: aRole(OTHER) };

  test("needs both sides", () => {
    const resource = [allowTo({ AWS: OTHER })];
    expect(decide({ ...foreign, identity: [getKey], resource })).toEqual(ALLOWED);
    expect(decide({ ...foreign, resource })).toEqual(refusal(false, "identity"));
    expect(decide({ ...foreign, identity: [getKey] })).toEqual(refusal(false, "resource"));
  });

  test("needs its own side even where everyone may", () => {
    expect(decide({ ...foreign, resource: [allowTo("*")] })).toEqual(refusal(false, "identity"));
  });
});

function trusting(named: unknown, identity: readonly unknown[] = []) {
  const { Resource: _none, ...trust } = allowTo(named);
  return decide({ mustAllow: true, resource: [trust], identity });
}

describe("a role to be assumed", () => {
  test("lets in whom it names", () => {
    expect(trusting({ AWS: `arn:aws:iam::${OWN}:role/app/worker` })).toEqual(ALLOWED);
  });

  test("leaves an account to that account's policies", () => {
    expect(trusting({ AWS: OWN }, [getKey])).toEqual(ALLOWED);
    expect(trusting({ AWS: OWN })).toEqual(refusal(false, "identity"));
  });

  test("lets nobody in by an identity policy alone", () => {
    expect(trusting({ Service: "lambda.amazonaws.com" }, [getKey])).toEqual(
      refusal(false, "resource"),
    );
  });
});

describe("a service, and a caller without credentials", () => {
  test.each([
    { who: SNS, named: { Service: "sns.amazonaws.com" }, decision: ALLOWED },
    { who: SNS, named: "*", decision: ALLOWED },
    { who: SNS, named: { Service: "s3.amazonaws.com" }, decision: refusal(false, "resource") },
    { who: SNS, named: { AWS: OWN }, decision: refusal(false, "resource") },
    { who: ANYONE, named: "*", decision: ALLOWED },
    { who: ANYONE, named: { AWS: OWN }, decision: refusal(false, "resource") },
  ])("$who.kind, where $named is allowed", ({ who, named, decision }) => {
    expect(decide({ principal: who, resource: [allowTo(named)] })).toEqual(decision);
  });

  test("are refused where there is no policy", () => {
    expect(decide({ principal: SNS })).toEqual(refusal(false, "resource"));
    expect(decide({ principal: ANYONE })).toEqual(refusal(false, "resource"));
  });
});

describe("the root of an account", () => {
  test("is free at home, whatever is denied", () => {
    const principal: Principal = { kind: "root", accountId: OWN };
    expect(decide({ principal, resource: [denyTo("*")] })).toEqual(ALLOWED);
  });

  test("is a guest elsewhere", () => {
    const principal: Principal = { kind: "root", accountId: OTHER };
    expect(decide({ principal })).toEqual(refusal(false, "resource"));
    expect(decide({ principal, resource: [allowTo({ AWS: OTHER })] })).toEqual(ALLOWED);
  });
});

test("a statement that its kind of policy cannot have applies to nobody", () => {
  const { Resource: _none, ...nowhere } = getKey;
  expect(decide({ identity: [nowhere] }).allowed).toBe(false);
  expect(decide({ identity: [allowTo("*")] }).allowed).toBe(false);
  expect(decide({ resource: [getKey] }).allowed).toBe(false);
});

test("a denial more never allows more, and one allowance more never less", () => {
  const action = fc.constantFrom("s3:*", "s3:Get*", "s3:PutObject", "*");
  const resource = fc.constantFrom("*", KEY, "arn:aws:s3:::bucket/*", "arn:aws:s3:::other/*");
  const statement = (effect: fc.Arbitrary<string>) =>
    fc.record({ Effect: effect, Action: action, Resource: resource });
  const either = fc.array(statement(fc.constantFrom("Allow", "Deny")), { maxLength: 4 });

  fc.assert(
    fc.property(either, statement(fc.constant("Deny")), (identity, more) => {
      const before = decide({ identity }).allowed;
      expect(decide({ identity: [...identity, more] }).allowed && !before).toBe(false);
    }),
  );
  fc.assert(
    fc.property(either, statement(fc.constant("Allow")), (identity, more) => {
      const before = decide({ identity }).allowed;
      expect(before && !decide({ identity: [...identity, more] }).allowed).toBe(false);
    }),
  );
});
