"use strict";

// Stands in for the native half of aws-lambda-ric, whose build takes minutes and does not work everywhere:
// the same three calls of the Runtime API, over node:http. Preloaded with --require.
const http = require("node:http");
const Module = require("node:module");

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");

function call(method, path, { body, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, method, headers, path: `/2018-06-01/runtime/invocation/${path}` },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => resolve({ text: Buffer.concat(chunks).toString(), response }));
      },
    );
    request.on("error", reject).end(body);
  });
}

// The native calls return when the answer is posted; here the next invocation waits for it instead.
let posted = Promise.resolve();

const nativeHalf = {
  async next() {
    await posted;
    const { text, response } = await call("GET", "next");
    return { bodyJson: text, headers: response.headers };
  },
  done(id, body) {
    posted = call("POST", `${id}/response`, { body });
  },
  error(id, body, xray) {
    const headers = { "lambda-runtime-function-xray-error-cause": encodeURIComponent(xray) };
    posted = call("POST", `${id}/error`, { body, headers });
  },
};

const load = Module._load;
Module._load = function loadOrStandIn(request, ...rest) {
  return request === "./rapid-client.node" ? nativeHalf : load.call(this, request, ...rest);
};
