import { asText } from "../as-text.ts";
import { isRecord } from "../own.ts";

type Method<T> = (self: T, ...parameters: unknown[]) => unknown;
type Methods<T> = Readonly<Record<string, Method<T>>>;

const STRING: Methods<string> = {
  charAt: (self, at) => self.charAt(Number(at)),
  concat: (self, other) => self + String(other),
  contains: (self, part) => self.includes(String(part)),
  endsWith: (self, part) => self.endsWith(String(part)),
  equals: (self, other) => self === other,
  equalsIgnoreCase: (self, other) => self.toLowerCase() === String(other).toLowerCase(),
  indexOf: (self, part) => self.indexOf(String(part)),
  isEmpty: (self) => self === "",
  lastIndexOf: (self, part) => self.lastIndexOf(String(part)),
  length: (self) => self.length,
  matches: (self, pattern) => new RegExp(`^(?:${String(pattern)})$`).test(self),
  replace: (self, part, by) => self.replaceAll(String(part), () => String(by)),
  replaceAll: (self, pattern, by) => replaceMatches(self, new RegExp(String(pattern), "g"), by),
  replaceFirst: (self, pattern, by) => replaceMatches(self, new RegExp(String(pattern)), by),
  split: (self, pattern) => splitAt(self, String(pattern)),
  startsWith: (self, part) => self.startsWith(String(part)),
  substring: (self, start, end) =>
    self.slice(Number(start), end === undefined ? undefined : Number(end)),
  toLowerCase: (self) => self.toLowerCase(),
  toString: (self: string) => self,
  toUpperCase: (self) => self.toUpperCase(),
  trim: (self) => self.trim(),
};

const LIST: Methods<unknown[]> = {
  add: (self, item) => self.push(item) > 0,
  addAll: (self, items) => Array.isArray(items) && self.push(...items) > 0,
  contains: (self, item) => self.includes(item),
  get: (self, at) => self[Number(at)],
  indexOf: (self, item) => self.indexOf(item),
  isEmpty: (self) => self.length === 0,
  remove: (self, at) => self.splice(Number(at), 1)[0],
  set: (self, at, item) => self.splice(Number(at), 1, item)[0],
  size: (self) => self.length,
  subList: (self, start, end) => self.slice(Number(start), Number(end)),
};

type Members = Record<string, unknown>;

const MAP: Methods<Members> = {
  containsKey: (self, key) => Object.hasOwn(self, String(key)),
  containsValue: (self, value) => Object.values(self).includes(value),
  entrySet: (self) => Object.entries(self).map(([key, value]) => ({ key, value })),
  get: (self, key) => member(self, key),
  getKey: (self) => member(self, "key"),
  getOrDefault: (self, key, other) => member(self, key) ?? other,
  getValue: (self) => member(self, "value"),
  isEmpty: (self) => Object.keys(self).length === 0,
  keySet: (self) => Object.keys(self),
  put: (self, key, value) => assign(self, key, value),
  putAll: (self, other) => {
    for (const [key, value] of Object.entries(isRecord(other) ? other : {})) {
      assign(self, key, value);
    }
  },
  remove: (self, key) => {
    const old = member(self, key);
    Reflect.deleteProperty(self, String(key));
    return old;
  },
  size: (self) => Object.keys(self).length,
  values: (self) => Object.values(self),
};

/**
 * Calls a method as Java's strings, lists and maps have it. Nothing else can be called: what a
 * template does to data from outside never reaches JavaScript's own methods.
 *
 * @returns `undefined` when there is no such method.
 */
export function callJavaMethod(self: unknown, name: string, parameters: unknown[]): unknown {
  if (typeof self === "string") return methodOf(STRING, name)?.(self, ...parameters);
  if (Array.isArray(self)) return methodOf(LIST, name)?.(self, ...parameters);
  if (isMutable(self)) return methodOf(MAP, name)?.(self, ...parameters);
  if (name === "toString") return String(self);
  return name === "equals" ? self === parameters[0] : undefined;
}

function methodOf<T>(methods: Methods<T>, name: string): Method<T> | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function isMutable(value: unknown): value is Members {
  return isRecord(value);
}

function member(self: Members, key: unknown): unknown {
  return Object.hasOwn(self, String(key)) ? self[String(key)] : undefined;
}

/** An own member, whatever its name: `__proto__` too. Answers nothing, so that nothing is printed. */
function assign(self: Members, key: unknown, value: unknown): string {
  const settings = { value, enumerable: true, writable: true, configurable: true };
  Object.defineProperty(self, String(key), settings);
  return "";
}

/** In Java's replacements `$1` is a group and a backslash takes the next character as it is. */
function replaceMatches(text: string, pattern: RegExp, by: unknown): string {
  return text.replace(pattern, (...found: unknown[]) =>
    String(by).replaceAll(/\\(.)|\$(\d)/g, (_all, literal?: string, group?: string) =>
      group === undefined ? (literal ?? "") : asText(found[Number(group)]),
    ),
  );
}

/** Java drops empty parts at the end. */
function splitAt(text: string, pattern: string): string[] {
  const parts = text.split(new RegExp(pattern));
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return parts;
}
