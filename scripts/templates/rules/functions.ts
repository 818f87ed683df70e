import { roleAllows } from "../policy.ts";
import { type Problem, rule } from "../rule.ts";
import { ofType, type Template } from "../template.ts";
import { at, entriesOf, isTrue, referenceOf, stringsIn, textOf } from "../value.ts";

const RUNTIME = "nodejs24.x";
const ARCHITECTURE = "arm64";

/** Everything runs on the runtime and the architecture that are tested. */
export const runtime = rule(
  "runtime",
  function* (template): Generator<Problem> {
    for (const { id, properties } of ofType(template, "AWS::Lambda::Function")) {
      const { Runtime: name, Architectures: architectures } = properties;
      if (name !== RUNTIME) yield [id, `Runtime is ${textOf(name)}, not ${RUNTIME}`];
      if (textOf(architectures) !== JSON.stringify([ARCHITECTURE])) {
        yield [id, `Architectures is ${textOf(architectures)}, not ["${ARCHITECTURE}"]`];
      }
    }
  },
  { waivable: true },
);

const WRITES_TRACES = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/** A request can be followed through everything it touches. */
export const tracing = rule("tracing", function* (template): Generator<Problem> {
  for (const { id, properties } of ofType(template, "AWS::Lambda::Function")) {
    if (at(properties, "TracingConfig", "Mode") !== "Active")
      yield [id, "TracingConfig is not Active"];
    yield* mayTrace(template, { id, role: referenceOf(properties["Role"]) });
  }
  for (const { id, properties } of ofType(template, "AWS::StepFunctions::StateMachine")) {
    if (!isTrue(at(properties, "TracingConfiguration", "Enabled"))) {
      yield [id, "TracingConfiguration is not enabled"];
    }
    yield* mayTrace(template, { id, role: referenceOf(properties["RoleArn"]) });
  }
});

function* mayTrace(
  template: Template,
  { id, role }: { readonly id: string; readonly role: string | undefined },
): Generator<Problem> {
  if (role === undefined) return; // "own-role" says so
  for (const action of WRITES_TRACES) {
    if (!roleAllows(template, role, { action })) yield [id, `its role ${role} may not ${action}`];
  }
}

const SECRET_NAME =
  /secret|passw(?:or)?d|passphrase|token|credential|(?:api|private|access|signing)_?key/iu;
/** Names of what only points to a secret, or says something about one. */
const ABOUT_A_SECRET = /_(?:arn|name|id|path|parameter|url|table|bucket|seconds|ms|minutes|ttl)$/iu;

/** A secret in the environment can be read by whoever may see the function. */
export const noLiteralSecrets = rule(
  "no-literal-secrets",
  function* (template): Generator<Problem> {
    for (const { id, properties } of ofType(template, "AWS::Lambda::Function")) {
      for (const [name, value] of entriesOf(at(properties, "Environment", "Variables"))) {
        const isNamed = SECRET_NAME.test(name) && !ABOUT_A_SECRET.test(name);
        if (isNamed && typeof value !== "object") {
          yield [
            id,
            `${name} is a literal: pass the name of a parameter or secret, read at run time`,
          ];
        }
      }
    }
    for (const { id, properties } of template.resources.values()) {
      for (const [path, text] of stringsIn(properties)) {
        if (isSecret(text)) yield [id, `${path} holds what looks like a credential`];
      }
    }
  },
);

/** Forms that only credentials have. */
function isSecret(text: string): boolean {
  return (
    /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/u.test(text) ||
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/u.test(text) ||
    /\b(?:gh[pousr]_\w{30,}|xox[abprs]-[\w-]{10,}|[sr]k_live_\w{16,})/u.test(text) ||
    /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/u.test(text)
  );
}
