import { describe, expect, test } from "vitest";
import { canUnpack, howToInstall, installedBrowsers, type Machine } from "./chromium.ts";

function aMachine(over: Partial<Machine> = {}): Machine {
  return { platform: "linux", arch: "x64", environment: {}, exists: () => false, ...over };
}

describe("installedBrowsers", () => {
  test("takes the one that CHROME_PATH names, and no other", () => {
    const environment = { CHROME_PATH: "/opt/mine", PATH: "/usr/bin" };
    expect(installedBrowsers(aMachine({ environment, exists: () => true }))).toEqual(["/opt/mine"]);
  });

  test("says that what CHROME_PATH names is not there", () => {
    const environment = { CHROME_PATH: "/opt/mine" };
    expect(() => installedBrowsers(aMachine({ environment }))).toThrow("/opt/mine");
  });

  test.each([
    { platform: "linux", environment: { PATH: "/a:/usr/bin" }, found: "/usr/bin/chromium" },
    {
      platform: "darwin",
      environment: {},
      found: "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    },
  ] as const)("looks where browsers are on $platform", ({ platform, environment, found }) => {
    const exists = (path: string): boolean => path === found;
    expect(installedBrowsers(aMachine({ platform, environment, exists }))).toEqual([found]);
  });

  test("finds none on a bare machine", () => {
    expect(installedBrowsers(aMachine({ environment: { PATH: "/usr/bin" } }))).toEqual([]);
  });
});

describe("the browser from npm", () => {
  test.each([
    { platform: "linux", arch: "x64", runs: true },
    { platform: "linux", arch: "arm64", runs: false },
    { platform: "darwin", arch: "arm64", runs: false },
  ] as const)("runs on $platform $arch: $runs", ({ platform, arch, runs }) => {
    expect(canUnpack(aMachine({ platform, arch }))).toBe(runs);
  });

  test("is not taken instead of one that was asked for", () => {
    expect(canUnpack(aMachine({ environment: { CHROME_PATH: "/opt/mine" } }))).toBe(false);
  });

  test.each([
    { platform: "linux", advice: "apt-get install chromium" },
    { platform: "darwin", advice: "brew install --cask google-chrome" },
  ] as const)("is replaced on $platform by advice what to install", ({ platform, advice }) => {
    expect(howToInstall(aMachine({ platform }))).toContain(advice);
  });
});
