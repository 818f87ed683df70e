"use strict";

const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

// Generates a service's code before the Serverless Framework CLI does anything with it, so that what is
// packaged is never older than what it is generated from.
// oxlint-disable-next-line typescript/no-extraneous-class -- a plugin is a class with hooks
module.exports = class GeneratedCode {
  constructor({ serviceDir }) {
    this.hooks = {
      initialize: () => import(pathToFileURL(join(serviceDir, "codegen", "main.ts")).href),
    };
  }
};
