import type * as EventBridge from "@aws-sdk/client-eventbridge";
import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job } from "../job.ts";
import { flag, text, word } from "../property.ts";
import { defineResource, type Made } from "../resource-type.ts";

const parameters = z
  .array(z.strictObject({ Key: text, Value: text, IsValueSecret: flag.optional() }))
  .optional();
const httpParameters = z.strictObject({
  HeaderParameters: parameters,
  QueryStringParameters: parameters,
  BodyParameters: parameters,
});

const authParameters = z.strictObject({
  ApiKeyAuthParameters: z.strictObject({ ApiKeyName: text, ApiKeyValue: text }).optional(),
  BasicAuthParameters: z.strictObject({ Username: text, Password: text }).optional(),
  OAuthParameters: z
    .strictObject({
      AuthorizationEndpoint: text,
      ClientParameters: z.strictObject({ ClientID: text, ClientSecret: text }),
      HttpMethod: word<EventBridge.ConnectionOAuthHttpMethod>(),
      OAuthHttpParameters: httpParameters.optional(),
    })
    .optional(),
  InvocationHttpParameters: httpParameters.optional(),
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-connection.html */
export const eventsConnection = defineResource({
  type: "AWS::Events::Connection",
  properties: {
    AuthorizationType: word<EventBridge.ConnectionAuthorizationType>(),
    AuthParameters: authParameters,
    Description: text.optional(),
    KmsKeyIdentifier: text.optional(),
    Name: text.optional(),
  },
  replaceOn: ["Name"],
  nameProperty: "Name",
  attributes: ["Arn", "ArnForPolicy", "SecretArn"],
  async create({ Name, ...settings }, job) {
    const name = Name ?? job.physicalName({ max: 64 });
    const call = job.call("events", "CreateConnection", { ...settings, Name: name });
    await unlessResumed(job, call, "ResourceAlreadyExistsException");
    return describe(name, job);
  },
  async update({ Name: _name, ...settings }, job) {
    await job.call("events", "UpdateConnection", { ...settings, Name: job.physicalId });
    return describe(job.physicalId, job);
  },
  async remove(job) {
    const call = job.call("events", "DeleteConnection", { Name: job.physicalId });
    await unlessGone(call, "ResourceNotFoundException");
  },
});

async function describe(name: string, job: Job): Promise<Made> {
  const shown = await job.call("events", "DescribeConnection", { Name: name });
  const { ConnectionArn: Arn = "", SecretArn = "" } = shown;
  const ArnForPolicy = Arn.slice(0, Arn.lastIndexOf("/"));
  return { physicalId: name, attributes: { Arn, ArnForPolicy, SecretArn } };
}
