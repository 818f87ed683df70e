"use strict";

const { createHash } = require("node:crypto");

const ID_LENGTH = 12; // of a hash; two of them meet never

/**
 * The deployment of a service's REST API, which it names in `custom.restApi`: `api`, the `files` of resources
 * that the deployment takes a picture of, and what else is `seen` in it. A deployment never changes, so its
 * logical id, `custom.restApi.deployment` from here, is made of all that: a change makes another one.
 */
async function deploymentOf({ resolveVariable }) {
  const { api, files, seen } = await resolveVariable("self:custom.restApi");
  const contents = await Promise.all(files.map((file) => resolveVariable(`file(${file})`)));
  const hash = createHash("sha256")
    .update(JSON.stringify([contents, seen]))
    .digest("hex");
  const resources = contents.flatMap(({ Resources = {} }) => Object.entries(Resources));
  const pictured = resources.filter(([, { Type }]) => Type.startsWith("AWS::ApiGateway::"));
  return { api, logicalId: `${api}Deployment${hash.slice(0, ID_LENGTH)}`, pictured };
}

module.exports = {
  logicalId: async (context) => (await deploymentOf(context)).logicalId,
  template: async (context) => {
    const { api, logicalId, pictured } = await deploymentOf(context);
    return {
      Resources: {
        [logicalId]: {
          Type: "AWS::ApiGateway::Deployment",
          DependsOn: pictured.map(([id]) => id).filter((id) => id !== api),
          Properties: { RestApiId: { Ref: api } },
        },
      },
    };
  },
};
