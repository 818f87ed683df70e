import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { rekognitionModerator } from "../adapters/content-moderator-rekognition.ts";
import { moderateImage } from "../app/moderate-image.ts";
import { Percent, readEnv } from "../env.ts";
import { ModerationRequest, ModerationVerdict } from "../schemas/moderation.ts";

// Built in the init phase, once per execution environment, and shared by its invocations.
const env = readEnv({ MODERATION_MIN_CONFIDENCE: Percent });
const client = new RekognitionClient(awsClientSettings(env));
const deps = { moderator: rekognitionModerator(client, env.MODERATION_MIN_CONFIDENCE) };

const MAX_BODY_BYTES = 6_100_000; // an image of 4.5 MB in base64, and its wrapping

/**
 * `POST /moderation`: 200 `ModerationVerdict`; 400 `InvalidRequest`, `InvalidBody`, `UnsupportedImage`;
 * 404 `ImageNotFound`; 413; 415; 503 `ModerationUnavailable`.
 */
export const handler = middy()
  .use(invocationLog()) // first in, so its line is the last
  .use(httpErrors())
  .use(httpOutput(ModerationVerdict))
  .use(httpInput({ body: ModerationRequest }, { maxBytes: MAX_BODY_BYTES }))
  .handler(({ body }) => moderateImage(deps, body));
