import { AwsError } from "../../errors.ts";

type Fields = Record<string, unknown>;

function error(
  status: number,
  code: string,
  parts: { message: string; fields?: Fields },
): AwsError {
  return new AwsError(code, parts.message, { status, fields: parts.fields ?? {} });
}

/** 404: there is no such bucket in any account. */
export function noSuchBucket(bucket: string): AwsError {
  const message = "The specified bucket does not exist";
  return error(404, "NoSuchBucket", { message, fields: { BucketName: bucket } });
}

/** 404: there is no such object, or its newest version is a delete marker. */
export function noSuchKey(key: string): AwsError {
  return error(404, "NoSuchKey", {
    message: "The specified key does not exist.",
    fields: { Key: key },
  });
}

/** 404: the object has no such version. */
export function noSuchVersion(key: string, versionId: string): AwsError {
  const message = "The specified version does not exist.";
  return error(404, "NoSuchVersion", { message, fields: { Key: key, VersionId: versionId } });
}

/** 404: the multipart upload never was, was aborted or was completed long ago. */
export function noSuchUpload(uploadId: string): AwsError {
  const message =
    "The specified upload does not exist. The upload ID may be invalid, " +
    "or the upload may have been aborted or completed.";
  return error(404, "NoSuchUpload", { message, fields: { UploadId: uploadId } });
}

/** 400: an argument's value is not allowed. */
export function invalidArgument(message: string, name?: string, value?: unknown): AwsError {
  const fields = name === undefined ? {} : { ArgumentName: name, ArgumentValue: String(value) };
  return error(400, "InvalidArgument", { message, fields });
}

/** 400: the parameters do not go together. */
export function invalidRequest(message: string): AwsError {
  return error(400, "InvalidRequest", { message });
}

/** 400: the XML body breaks the schema. */
export function malformedXml(): AwsError {
  const message =
    "The XML you provided was not well-formed or did not validate against our published schema";
  return error(400, "MalformedXML", { message });
}

/** 412: names the condition that did not hold. */
export function preconditionFailed(condition: string): AwsError {
  const message = "At least one of the pre-conditions you specified did not hold";
  return error(412, "PreconditionFailed", { message, fields: { Condition: condition } });
}

/** 405: the version is a delete marker, which can only be deleted. */
export function methodNotAllowed(): AwsError {
  return error(405, "MethodNotAllowed", {
    message: "The specified method is not allowed against this resource.",
    fields: { Method: "GET", ResourceType: "DeleteMarker" },
  });
}

/** 400: the bytes that arrived are not the bytes that the client meant. */
export function badDigest(message: string): AwsError {
  return error(400, "BadDigest", { message });
}

/** 400: more bytes than one upload may have. */
export function entityTooLarge(sizeBytes: number, maxBytes: number): AwsError {
  const message = "Your proposed upload exceeds the maximum allowed size";
  const fields = { ProposedSize: String(sizeBytes), MaxSizeAllowed: String(maxBytes) };
  return error(400, "EntityTooLarge", { message, fields });
}

/** 400: ACLs are disabled on the bucket, as they are unless its owner says otherwise. */
export function aclNotSupported(): AwsError {
  return error(400, "AccessControlListNotSupported", {
    message: "The bucket does not allow ACLs",
  });
}

/** 404: a part of the bucket's configuration that was never set. */
export function notConfigured(code: string, message: string, bucket: string): AwsError {
  return error(404, code, { message, fields: { BucketName: bucket } });
}

/** 403. */
export function accessDenied(message = "Access Denied", fields: Fields = {}): AwsError {
  return error(403, "AccessDenied", { message, fields });
}
