import { AwsError } from "../../errors.ts";
import type { HttpCall } from "../../service.ts";
import { accessDenied } from "./errors.ts";

const MAX_EXPIRES_SECONDS = 604_800; // a week; S3 API reference, "Authenticating requests: query parameters"

/**
 * Refuses a presigned URL whose time is over. That it was signed for this method, key and headers
 * has been checked by then, with the signature itself.
 *
 * @throws {AwsError} `AccessDenied`, `AuthorizationQueryParametersError`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function checkPresigned(http: HttpCall | undefined, nowMs: number): void {
  if (http === undefined || !http.presigned) return;
  const signedAt = parseAmzDate(parameter(http, "x-amz-date"));
  const expiresSeconds = parseExpires(parameter(http, "x-amz-expires"));
  if (signedAt === undefined || expiresSeconds === undefined) return;
  const endsAt = signedAt + expiresSeconds * 1000;
  if (nowMs <= endsAt) return;
  throw accessDenied("Request has expired", {
    "X-Amz-Expires": String(expiresSeconds),
    Expires: isoSeconds(endsAt),
    ServerTime: isoSeconds(nowMs),
  });
}

/** Signers spell the parameters with capitals, but HTTP clients may not keep them. */
function parameter(http: HttpCall, name: string): string | undefined {
  return Object.entries(http.query).find(([key]) => key.toLowerCase() === name)?.[1];
}

function parseAmzDate(text: string | undefined): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? "");
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function parseExpires(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!Number.isInteger(seconds)) throw invalidParameters("X-Amz-Expires should be a number");
  if (seconds < 0) throw invalidParameters("X-Amz-Expires must be non-negative");
  if (seconds > MAX_EXPIRES_SECONDS) {
    throw invalidParameters(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SECONDS} seconds`,
    );
  }
  return seconds;
}

function invalidParameters(message: string): AwsError {
  return new AwsError("AuthorizationQueryParametersError", message);
}

function isoSeconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
