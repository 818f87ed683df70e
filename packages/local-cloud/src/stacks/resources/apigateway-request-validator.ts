import { unlessGone } from "../gone.ts";
import { flag, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";
import { patchesBetween } from "./apigateway-patches.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-requestvalidator.html */
export const apiGatewayRequestValidator = defineResource({
  type: "AWS::ApiGateway::RequestValidator",
  properties: {
    Name: text.optional(),
    RestApiId: text,
    ValidateRequestBody: flag.optional(),
    ValidateRequestParameters: flag.optional(),
  },
  replaceOn: ["Name", "RestApiId"],
  attributes: ["RequestValidatorId"],
  async create(wanted, job) {
    const { id = "" } = await job.call("apigateway", "CreateRequestValidator", {
      restApiId: wanted.RestApiId,
      name: wanted.Name ?? job.physicalName({ max: 128 }),
      validateRequestBody: wanted.ValidateRequestBody,
      validateRequestParameters: wanted.ValidateRequestParameters,
    });
    return { physicalId: id, attributes: { RequestValidatorId: id } };
  },
  async update(wanted, job) {
    const values = (of: typeof wanted) => ({
      "/validateRequestBody": of.ValidateRequestBody ?? false,
      "/validateRequestParameters": of.ValidateRequestParameters ?? false,
    });
    await job.call("apigateway", "UpdateRequestValidator", {
      restApiId: wanted.RestApiId,
      requestValidatorId: job.physicalId,
      patchOperations: patchesBetween(values(job.previous), values(wanted)),
    });
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const { RestApiId: restApiId } = job.properties;
    const input = { restApiId, requestValidatorId: job.physicalId };
    const call = job.call("apigateway", "DeleteRequestValidator", input);
    await unlessGone(call, "NotFoundException");
  },
});
