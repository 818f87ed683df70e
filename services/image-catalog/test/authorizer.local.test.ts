import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

let service: ServiceCopy;

beforeAll(async () => {
  service = await copyService("image-catalog");
});
afterAll(() => service.remove());

async function packaged(params: Record<string, string>) {
  const args = Object.entries(params).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
  const result = await service.sls(["package", ...args], 60_000);
  const file = join(service.folder, ".serverless/cloudformation-template-update-stack.json");
  const resources = async (): Promise<Resource[]> => {
    const template = JSON.parse(await readFile(file, "utf8")) as {
      Resources: Record<string, Resource>;
    };
    return Object.values(template.Resources);
  };
  return { ...result, resources };
}

function ofType(resources: readonly Resource[], type: string) {
  return resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
}

describe("the API", () => {
  test("takes access tokens of one issuer, with a scope on every route, when the stage says so", async () => {
    const { resources } = await packaged({
      apiAuthorizer: "jwt",
      jwtIssuer: "https://issuer.example.com",
      jwtAudience: "client-1",
    });
    const all = await resources();
    expect(ofType(all, "AWS::ApiGatewayV2::Authorizer")).toEqual([
      expect.objectContaining({
        AuthorizerType: "JWT",
        JwtConfiguration: { Issuer: "https://issuer.example.com", Audience: ["client-1"] },
      }),
    ]);
    const routes = ofType(all, "AWS::ApiGatewayV2::Route");
    const scopes = routes.map(({ RouteKey, AuthorizationType, AuthorizationScopes }) => {
      return [RouteKey, AuthorizationType, AuthorizationScopes] as const;
    });
    for (const [, type, scope] of scopes) {
      expect(type).toBe("JWT");
      expect(scope).toEqual([expect.stringMatching(/^image-catalog\/(?:read|upload|moderate)$/u)]);
    }
    expect(scopes).toContainEqual([
      "POST /images/{id}/decision",
      "JWT",
      ["image-catalog/moderate"],
    ]);
  });

  test.each(["none", "", "../../package"])(
    "cannot be packaged with an authorizer called %j",
    async (apiAuthorizer) => {
      expect(await packaged({ apiAuthorizer })).toMatchObject({ exitCode: 1 });
    },
  );

  test("answers the pages that the stage names, and no others", async () => {
    const { resources } = await packaged({ allowedOrigins: "https://a.example,https://b.example" });
    const [api] = ofType(await resources(), "AWS::ApiGatewayV2::Api");
    expect(api).toMatchObject({
      CorsConfiguration: {
        AllowOrigins: { "Fn::Split": [",", "https://a.example,https://b.example"] },
      },
    });
  });
});
