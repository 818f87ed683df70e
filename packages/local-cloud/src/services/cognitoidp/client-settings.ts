import type { TimeUnitsType } from "@aws-sdk/client-cognito-identity-provider";
import { NotEmulatedError } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";
import type { ClientSettings, Pool } from "./state.ts";

const UNIT_MS: Readonly<Record<TimeUnitsType, number>> = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
};

/** How long the tokens of a client last, in milliseconds. */
export interface Validity {
  readonly accessMs: number;
  readonly idMs: number;
  readonly refreshMs: number;
}

/** What a client's tokens last. Of the refresh token, zero means its default of 30 days. */
export function validityOf(settings: ClientSettings): Validity {
  const { AccessTokenValidity = 1, IdTokenValidity = 1, TokenValidityUnits: units = {} } = settings;
  const { AccessToken = "hours", IdToken = "hours" } = units;
  return {
    accessMs: AccessTokenValidity * UNIT_MS[AccessToken],
    idMs: IdTokenValidity * UNIT_MS[IdToken],
    refreshMs: refreshMs(settings),
  };
}

function refreshMs({
  RefreshTokenValidity = 0,
  TokenValidityUnits: units,
}: ClientSettings): number {
  if (RefreshTokenValidity === 0) return 30 * UNIT_MS.days;
  return RefreshTokenValidity * UNIT_MS[units?.RefreshToken ?? "days"];
}

/** How long a client's challenges wait for their answer, in milliseconds. */
export function challengeMs({ AuthSessionValidity = 3 }: ClientSettings): number {
  return AuthSessionValidity * UNIT_MS.minutes;
}

const DEFAULT_FLOWS = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];

/** The ways to sign in with a client; the first clients had other names for some of them. */
export function flowsOf({ ExplicitAuthFlows: flows = [] }: ClientSettings): ReadonlySet<string> {
  if (flows.length === 0) return new Set(DEFAULT_FLOWS);
  const isOld = flows.some((flow) => !flow.startsWith("ALLOW_"));
  if (!isOld) return new Set(flows);
  const today = flows.map((flow) =>
    flow === "ADMIN_NO_SRP_AUTH" ? "ALLOW_ADMIN_USER_PASSWORD_AUTH" : `ALLOW_${flow}`,
  );
  return new Set([...today, "ALLOW_REFRESH_TOKEN_AUTH"]);
}

/**
 * Checks what CreateUserPoolClient or UpdateUserPoolClient were given.
 *
 * @throws {AwsError} `InvalidParameterException`; `NotEmulated` for what clients do not do here.
 */
export function checkClient(operation: string, pool: Pool, settings: ClientSettings): void {
  const missing = missingPart(settings);
  if (missing !== undefined) throw new NotEmulatedError(`cognito-idp:${operation}`, missing);
  checkFlows(settings);
  checkValidity(settings);
  checkLists(pool, settings);
}

function missingPart(settings: ClientSettings): string | undefined {
  const providers = settings.SupportedIdentityProviders ?? [];
  const asked: readonly [string, boolean][] = [
    ["AllowedOAuthFlowsUserPoolClient", settings.AllowedOAuthFlowsUserPoolClient === true],
    ["AnalyticsConfiguration", settings.AnalyticsConfiguration !== undefined],
    ["RefreshTokenRotation", settings.RefreshTokenRotation?.Feature === "ENABLED"],
    ["SupportedIdentityProviders", providers.some((provider) => provider !== "COGNITO")],
  ];
  return asked.find(([, isAsked]) => isAsked)?.[0];
}

function checkFlows({ ExplicitAuthFlows: flows = [] }: ClientSettings): void {
  const today = flows.filter((flow) => flow.startsWith("ALLOW_"));
  if (today.length > 0 && today.length < flows.length) {
    throw invalidParameter(
      "Cannot use ALLOW_ prefixed values of ExplicitAuthFlows together with values without it.",
    );
  }
}

function checkValidity(settings: ClientSettings): void {
  const { accessMs, idMs, refreshMs: renewMs } = validityOf(settings);
  const [short, day] = [5 * UNIT_MS.minutes, UNIT_MS.days];
  for (const [name, ms] of [
    ["AccessToken", accessMs],
    ["IdToken", idMs],
  ] as const) {
    if (ms >= short && ms <= day) continue;
    throw invalidParameter(
      `Invalid range for token validity. ${name} must be between 5 minutes and 1 day.`,
    );
  }
  if (renewMs < UNIT_MS.hours || renewMs > 3650 * day) {
    throw invalidParameter(
      "Invalid range for token validity. RefreshToken must be between 60 minutes and 3650 days.",
    );
  }
  if (renewMs < Math.max(accessMs, idMs)) {
    throw invalidParameter("Refresh token validity must be at least that of the other tokens.");
  }
  const minutes = settings.AuthSessionValidity ?? 3;
  if (minutes < 3 || minutes > 15) {
    throw invalidParameter("AuthSessionValidity must be between 3 and 15 minutes.");
  }
}

function checkLists({ schema }: Pool, settings: ClientSettings): void {
  const known = new Set(schema.map(({ Name }) => Name));
  const unknown = (names: readonly string[] = []): boolean =>
    names.some((name) => !known.has(name));
  if (unknown(settings.ReadAttributes)) {
    throw invalidParameter("Invalid read attributes specified while creating a client");
  }
  const written = settings.WriteAttributes ?? [];
  const isFixed = written.some((name) => /^sub$|_verified$|^dev:/u.test(name));
  if (unknown(written) || isFixed) {
    throw invalidParameter("Invalid write attributes specified while creating a client");
  }
}
