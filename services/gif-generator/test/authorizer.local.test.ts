import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";
import { readZip } from "../../../scripts/serverless/runtime-client/run-zip.ts";
import { ROUTES } from "../src/openapi.ts";

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

let service: ServiceCopy;

beforeAll(async () => {
  service = await copyService("gif-generator");
});
afterAll(() => service.remove());

function packaged(params: Record<string, string>) {
  const args = Object.entries(params).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
  return service.sls(["package", "--stage", "local", ...args], 60_000);
}

async function ofType(type: string) {
  const file = join(service.folder, ".serverless/cloudformation-template-update-stack.json");
  const { Resources } = JSON.parse(await readFile(file, "utf8")) as {
    Resources: Record<string, Resource>;
  };
  return Object.values(Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

describe("the API", () => {
  test("takes access tokens of one issuer, with a scope on every route, when the stage says so", async () => {
    const issuer = "https://issuer.example.com";
    const params = { apiAuthorizer: "jwt", jwtIssuer: issuer, jwtAudience: "client-1" };
    expect(await packaged(params)).toMatchObject({ exitCode: 0 });
    expect(await ofType("AWS::ApiGatewayV2::Authorizer")).toEqual([
      expect.objectContaining({
        AuthorizerType: "JWT",
        JwtConfiguration: { Issuer: issuer, Audience: ["client-1"] },
      }),
    ]);
    const routes = await ofType("AWS::ApiGatewayV2::Route");
    const keys = routes.map(({ RouteKey }) => String(RouteKey));
    expect(keys.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
    for (const { RouteKey, AuthorizationType, AuthorizationScopes } of routes) {
      const isOpen = / \/player(?:\/|$)/u.test(String(RouteKey)); // these ask for a link's token
      expect([RouteKey, AuthorizationType]).toEqual([RouteKey, isOpen ? undefined : "JWT"]);
      const scopes = [expect.stringMatching(/^gif-generator\/(?:read|upload|share)$/u)];
      expect(AuthorizationScopes).toEqual(isOpen ? undefined : scopes);
    }
  });

  test("has the page's files in one zip, without their tests", async () => {
    const files = await readZip(join(service.folder, ".serverless/getPlayer.zip"));
    const inWeb = [...files.keys()].filter((name) => name.startsWith(".build/"));
    expect(inWeb.toSorted()).toEqual(
      ["icon.svg", "player.css", "player.html", "player.js"].map((name) => `.build/page/${name}`),
    );
    const other = await readZip(join(service.folder, ".serverless/getVideo.zip"));
    expect([...other.keys()].filter((name) => name.startsWith(".build/"))).toEqual([]);
  });

  test.each(["none", "../../package"])(
    "cannot be packaged with an authorizer called %j",
    async (apiAuthorizer) => {
      expect(await packaged({ apiAuthorizer })).toMatchObject({ exitCode: 1 });
    },
  );
});
