import type * as Lambda from "@aws-sdk/client-lambda";
import * as z from "zod";
import { flag, number, tagList, text, textMap, word } from "../property.ts";
import type { Properties } from "../resource-type.ts";

/** The properties of a function that its API calls take. */
export const functionProperties = {
  Architectures: z.array(word<Lambda.Architecture>()).optional(),
  Code: z.strictObject({
    ImageUri: text.optional(),
    S3Bucket: text.optional(),
    S3Key: text.optional(),
    S3ObjectVersion: text.optional(),
    ZipFile: text.optional(),
  }),
  DeadLetterConfig: z.strictObject({ TargetArn: text.optional() }).optional(),
  Description: text.optional(),
  Environment: z.strictObject({ Variables: textMap.optional() }).optional(),
  EphemeralStorage: z.strictObject({ Size: number }).optional(),
  FunctionName: text.optional(),
  Handler: text.optional(),
  Layers: z.array(text).optional(),
  LoggingConfig: z
    .strictObject({
      ApplicationLogLevel: word<Lambda.ApplicationLogLevel>().optional(),
      LogFormat: word<Lambda.LogFormat>().optional(),
      LogGroup: text.optional(),
      SystemLogLevel: word<Lambda.SystemLogLevel>().optional(),
    })
    .optional(),
  MemorySize: number.optional(),
  PackageType: word<Lambda.PackageType>().optional(),
  ReservedConcurrentExecutions: number.optional(),
  Role: text,
  Runtime: word<Lambda.Runtime>().optional(),
  Tags: tagList.optional(),
  Timeout: number.optional(),
  TracingConfig: z.strictObject({ Mode: word<Lambda.TracingMode>().optional() }).optional(),
  VpcConfig: z
    .strictObject({
      Ipv6AllowedForDualStack: flag.optional(),
      SecurityGroupIds: z.array(text).optional(),
      SubnetIds: z.array(text).optional(),
    })
    .optional(),
};

/** A function's properties, parsed. */
export type FunctionProperties = Properties<typeof functionProperties>;
