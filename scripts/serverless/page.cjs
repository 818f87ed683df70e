"use strict";

const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

// Makes the files of a service's page, `web/`, into `.build/page/` before the Serverless Framework CLI does anything
// with them; a function's `package.patterns` put them into its zip.
// oxlint-disable-next-line typescript/no-extraneous-class -- a plugin is a class with hooks
module.exports = class Page {
  constructor({ serviceDir }) {
    this.hooks = {
      initialize: async () => {
        const { buildPage } = await import(pathToFileURL(join(__dirname, "build-page.ts")).href);
        await buildPage(join(serviceDir, "web"), join(serviceDir, ".build", "page"));
      },
    };
  }
};
