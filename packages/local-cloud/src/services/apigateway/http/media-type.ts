const DEFAULT_TYPE = "application/json"; // developer guide, "Method request behavior for payloads"

/** The media type of a `Content-Type` header, without parameters, in lower case. */
export function mediaTypeOf(contentType: string | undefined): string {
  const [type = ""] = (contentType ?? "").split(";");
  return type.trim() === "" ? DEFAULT_TYPE : type.trim().toLowerCase();
}

/** Tells whether an API treats a type as binary. */
export function isBinary(contentType: string | undefined, types: readonly string[]): boolean {
  if (types.includes("*/*")) return true;
  if (contentType === undefined) return false;
  const type = mediaTypeOf(contentType);
  return types.some(
    (one) => one.toLowerCase() === type || one.toLowerCase() === type.replace(/\/.*$/, "/*"),
  );
}
