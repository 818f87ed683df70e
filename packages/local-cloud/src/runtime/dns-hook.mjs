// @ts-check
// Loaded with --import into every function process and its worker threads. Some operations put a
// prefix before the host ("sync-127.0.0.1", "bucket.localhost"); those names exist nowhere, so they
// are answered here, as the wildcard DNS names of AWS answer theirs.
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";

const LOCAL_NAME = /(^|[-.])(127\.0\.0\.1|localhost)\.?$/i;
const LOOPBACK = { address: "127.0.0.1", family: 4 };

const lookup = dns.lookup;
const lookupPromise = dns.promises.lookup;

/** @param {unknown} name */
const isPrefixed = (name) =>
  typeof name === "string" && LOCAL_NAME.test(name) && name !== "127.0.0.1";

/** @param {unknown} options */
const wantsAll = (options) =>
  typeof options === "object" && options !== null && "all" in options && options.all === true;

/** @param {any[]} args */
function localLookup(...args) {
  const [name, options] = args;
  const callback = args.at(-1);
  if (!isPrefixed(name) || typeof callback !== "function") {
    return Reflect.apply(lookup, dns, args);
  }
  process.nextTick(() => {
    if (wantsAll(options)) callback(null, [LOOPBACK]);
    else callback(null, LOOPBACK.address, LOOPBACK.family);
  });
}

/** @param {any[]} args */
async function localLookupPromise(...args) {
  const [name, options] = args;
  if (!isPrefixed(name)) return Reflect.apply(lookupPromise, dns.promises, args);
  return wantsAll(options) ? [LOOPBACK] : LOOPBACK;
}

Object.assign(dns, { lookup: localLookup });
Object.assign(dns.promises, { lookup: localLookupPromise });
syncBuiltinESMExports();
