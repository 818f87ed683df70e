"use strict";

const PLAN = "LanePlan";

/**
 * Lanes: API keys of one usage plan, which the authorizer deals out by client. They are no secrets: the API
 * takes a key from its authorizer alone, never from a header. Their values are made of the stack's id, which
 * the authorizer is told too.
 */
module.exports = async ({ resolveVariable }) => {
  const count = Number(await resolveVariable("param:lanes"));
  const Resources = {};
  for (let lane = 0; lane < count; lane += 1) {
    const id = `Lane${lane}Key`;
    Resources[id] = {
      Type: "AWS::ApiGateway::ApiKey",
      Properties: {
        Description: `Lane ${lane} of the clients`,
        Enabled: true,
        Value: {
          "Fn::Join": [
            "-lane-",
            [{ "Fn::Select": [2, { "Fn::Split": ["/", { Ref: "AWS::StackId" }] }] }, String(lane)],
          ],
        },
      },
    };
    Resources[`Lane${lane}PlanKey`] = {
      Type: "AWS::ApiGateway::UsagePlanKey",
      Properties: { KeyId: { Ref: id }, KeyType: "API_KEY", UsagePlanId: { Ref: PLAN } },
    };
  }
  return { Resources };
};
