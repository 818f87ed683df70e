/** Longer than any access token of a pool, and short enough to look at. */
const MAX_LENGTH = 8192;

/** The token of an `Authorization` header: as it is, or after `Bearer`; undefined when it cannot be a JWT. */
export function bearerToken(header: string): string | undefined {
  if (header.length > MAX_LENGTH) return undefined;
  const [, token] = /^(?:Bearer +)?([\w-]+\.[\w-]+\.[\w-]+)$/iu.exec(header) ?? [];
  return token;
}
