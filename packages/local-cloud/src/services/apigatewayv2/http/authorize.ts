import type { JWTPayload } from "jose";
import { principalArn, type Principal } from "../../../access/principal.ts";
import type { Cloud } from "../../../cloud.ts";
import type { AuthorizerRecord } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { message, type RoutedRequest } from "./api-request.ts";
import { FORBIDDEN, UNAUTHORIZED, type Authorization } from "./authorization.ts";
import { askLambdaAuthorizer, routeArn } from "./lambda-authorizer.ts";
import { identityValues } from "./identity-source.ts";

/** Decides whether a request may use its route. */
export async function authorize(
  routed: RoutedRequest,
  state: ApiGatewayState,
  cloud: Cloud,
): Promise<Authorization> {
  const { route, snapshot, request } = routed;
  const type = route.AuthorizationType ?? "NONE";
  if (type === "NONE") return { context: undefined };
  if (type === "AWS_IAM") return authorizeIam(routed, request.principal, cloud);
  const authorizer = snapshot.authorizers.find(
    ({ AuthorizerId }) => AuthorizerId === route.AuthorizerId,
  );
  if (authorizer === undefined) return { refusal: message(500, "Internal Server Error") };
  return authorizer.AuthorizerType === "JWT"
    ? authorizeJwt(routed, authorizer, state)
    : askLambdaAuthorizer({ routed, authorizer, cache: state.authorizerCache }, cloud);
}

/** The caller needs `execute-api:Invoke` on the method's ARN. */
function authorizeIam(routed: RoutedRequest, principal: Principal, cloud: Cloud): Authorization {
  if (principal.kind === "anonymous") return FORBIDDEN;
  const permission = { action: "execute-api:Invoke", resource: routeArn(routed, cloud) };
  if (!cloud.authorizer.decide(principal, permission).allowed) return FORBIDDEN;
  const userArn = principalArn(principal);
  const { accountId } = principal;
  const id = principal.kind === "role" ? `AROALOCAL:${principal.sessionName}` : accountId;
  return {
    context: {
      iam: {
        accessKey: null,
        accountId,
        callerId: id,
        cognitoIdentity: null,
        principalOrgId: null,
        userArn,
        userId: id,
      },
    },
  };
}

async function authorizeJwt(
  routed: RoutedRequest,
  authorizer: AuthorizerRecord,
  state: ApiGatewayState,
): Promise<Authorization> {
  const [value] = identityValues(authorizer.IdentitySource, routed) ?? [];
  if (value === undefined) return UNAUTHORIZED;
  const { Issuer: issuer = "", Audience: audience = [] } = authorizer.JwtConfiguration ?? {};
  const claims = await state.jwt.verify(value.replace(/^bearer +/i, ""), { issuer, audience });
  return claims === undefined
    ? UNAUTHORIZED
    : admit(claims, routed.route.AuthorizationScopes ?? []);
}

function admit(claims: JWTPayload, needed: readonly string[]): Authorization {
  const granted = scopesOf(claims["scope"] ?? claims["scp"]);
  if (needed.length > 0 && !needed.some((scope) => granted.includes(scope))) return FORBIDDEN;
  const texts = Object.entries(claims).map(([name, claim]) => [name, claimText(claim)]);
  const scopes = needed.length === 0 ? null : granted;
  return { context: { jwt: { claims: Object.fromEntries(texts), scopes } } };
}

function scopesOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === "string" ? claim.split(" ") : [];
}

/** Claims become text; lists look like `[a b]`. */
function claimText(claim: unknown): string {
  if (Array.isArray(claim)) return `[${claim.map(String).join(" ")}]`;
  return typeof claim === "string" ? claim : JSON.stringify(claim);
}
