import { describe, expect, test } from "vitest";
import { takeToken } from "./access.js";

const TOKEN = "t".repeat(43);

function aTab(hash: string, stored: Record<string, string> = {}) {
  const kept = new Map(Object.entries(stored));
  const addresses: unknown[] = [];
  const take = () =>
    takeToken(
      { hash, pathname: "/_api/x/player", search: "" },
      {
        getItem: (name) => kept.get(name) ?? null,
        setItem: (name, value) => void kept.set(name, value),
      },
      { replaceState: (_state, _title, url) => void addresses.push(url) },
    );
  return { take, kept, addresses };
}

describe("takeToken", () => {
  test("moves the token from the address into the tab's memory", () => {
    const { take, kept, addresses } = aTab(`#${TOKEN}`);
    expect(take()).toBe(TOKEN);
    expect(addresses).toEqual(["/_api/x/player"]);
    expect([...kept.values()]).toEqual([TOKEN]);
  });

  test("finds it there when the page is loaded again", () => {
    expect(aTab("", { "link /_api/x/player": TOKEN }).take()).toBe(TOKEN);
  });

  test("finds no token of another page of the same origin", () => {
    expect(aTab("", { "link /_api/y/player": TOKEN }).take()).toBeUndefined();
  });

  test.each(["", "#", "#short", `#${TOKEN}x`, "#<script>"])("takes %j for no token", (hash) => {
    const { take, addresses } = aTab(hash);
    expect(take()).toBeUndefined();
    expect(addresses).toEqual([]);
  });
});
