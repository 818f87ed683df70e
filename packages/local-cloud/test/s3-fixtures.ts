import { randomUUID } from "node:crypto";
import { CreateBucketCommand, S3ServiceException, type S3Client } from "@aws-sdk/client-s3";

/** Makes a bucket of its own for a test; the client fills in the location where one is needed. */
export async function newBucket(s3: S3Client, name = `bucket-${randomUUID()}`): Promise<string> {
  const region = await s3.config.region();
  const configuration =
    region === "us-east-1"
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } };
  await s3.send(new CreateBucketCommand({ Bucket: name, ...configuration }));
  return name;
}

/** Code and HTTP status of the error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    return `${error.name} ${error.$metadata.httpStatusCode}`;
  }
  return "no error";
}
