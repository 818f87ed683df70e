import { describe, expect, test } from "vitest";
import { assignClientId, type User } from "./assign-client-id.ts";
import type { Users } from "./ports.ts";

const ANNA: User = {
  userPoolId: "eu-west-1_pool",
  userName: "anna",
  sub: "s-1",
  clientId: undefined,
};

class InMemoryUsers implements Users {
  readonly written: string[] = [];

  async setClientId({ clientId }: { clientId: string }): Promise<void> {
    this.written.push(clientId);
  }
}

describe("assignClientId", () => {
  test("writes an id to a user who has none, and the same again when it runs twice", async () => {
    const users = new InMemoryUsers();
    const first = await assignClientId({ users }, ANNA);
    const second = await assignClientId({ users }, ANNA);
    expect(second).toBe(first);
    expect(users.written).toEqual([first, first]);
  });

  test("leaves the id alone that is there", async () => {
    const users = new InMemoryUsers();
    expect(await assignClientId({ users }, { ...ANNA, clientId: "imported-7" })).toBe("imported-7");
    expect(users.written).toEqual([]);
  });
});
