"use strict";

// Two repairs of the Serverless Framework CLI on Node 24, as a plugin of every service.
const { Module } = require("node:module");

// `sls invoke local` falls back from require() to import() only for ERR_REQUIRE_ESM; for a handler
// with a top-level await, Node 24 says ERR_REQUIRE_ASYNC_MODULE.
// oxlint-disable-next-line typescript/unbound-method -- called below with the caller's `this`
const requireBefore = Module.prototype.require;
Module.prototype.require = function requireOrSayEsm(id) {
  try {
    return requireBefore.call(this, id);
  } catch (error) {
    if (error.code === "ERR_REQUIRE_ASYNC_MODULE") error.code = "ERR_REQUIRE_ESM";
    throw error;
  }
};

const GRACE_MS = 500; // for the CLI to print its error

// After a failed build or load, esbuild's child process would keep the CLI alive for ever.
// oxlint-disable-next-line typescript/no-extraneous-class -- a plugin is a class with hooks
module.exports = class ExitAfterError {
  constructor() {
    this.hooks = {
      error: async () => {
        setTimeout(() => process.exit(process.exitCode || 1), GRACE_MS);
      },
    };
  }
};
