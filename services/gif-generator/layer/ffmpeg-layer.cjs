"use strict";

const { join } = require("node:path");

const LAYERS = join(__dirname, "../../../.build/layers"); // one folder for the service and the copies that tests make of it

// An `sls` plugin: builds the layer "ffmpeg" for the platform in `custom.ffmpegPlatform` before the
// service is packaged. The zip is kept, so only the first packaging takes seconds.
module.exports = class FfmpegLayer {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = {
      "before:package:initialize": () => this.build(),
      "before:package:compileLayers": () => this.packageOffline(),
    };
  }

  async build() {
    const { service } = this.serverless;
    const { buildLayer } = await import("./build-layer.ts");
    const { architectureOf, platformOf } = await import("./platform.ts");
    const platform = platformOf(service.custom.ffmpegPlatform);
    const layer = service.layers.ffmpeg;
    layer.package = { artifact: await buildLayer(platform, LAYERS) };
    const architecture = architectureOf(platform);
    if (architecture !== undefined) layer.compatibleArchitectures = [architecture];
  }

  // The CLI asks AWS whether the layer is deployed already, so as not to upload it again. `sls package`
  // uploads nothing, and must not need an account.
  packageOffline() {
    const { pluginManager, processedInput } = this.serverless;
    if (processedInput.commands[0] !== "package") return;
    const compiler = pluginManager.plugins.find((plugin) => "compareWithLastLayer" in plugin);
    compiler.compareWithLastLayer = async () => undefined;
  }
};
