import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderTemplate } from "./render-template.ts";
import { templateInput } from "./template-input.ts";

const NO_PARAMETERS = { path: {}, querystring: {}, header: {} };

function render(template: string, body: string, over: { context?: object; header?: object } = {}) {
  const parameters = { ...NO_PARAMETERS, header: { ...over.header } };
  return renderTemplate(template, {
    input: templateInput(body, parameters),
    context: over.context ?? {},
    stageVariables: { bus: "clients", empty: "" },
  });
}

/** Turns a batch of entries into events, as the ingest of client events does. */
const CLIENT_EVENTS = String.raw`#set($context.requestOverride.header.X-Amz-Target = "AWSEvents.PutEvents")
#set($inputRoot = $input.path('$'))
{"Entries": [
#foreach($elem in $inputRoot.entries)
  {
    "Resources": ["$context.authorizer.clientId"],
    "Detail": "$util.escapeJavaScript($elem.entry).replaceAll("\\'","'")",
    "DetailType": "prod",
    "EventBusName": "$stageVariables.bus",
    "Source": "clientevents"
  }#if($foreach.hasNext),#end
#end
]}`;

/** Texts as clients send them, and texts that look like a template. */
const hostileText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("$", "#", "{", "}", "(", ")", '"', "'", "\\", "/", "a", "\n"),
  }),
  fc.constantFrom(
    "$input.body",
    '#set($x = "1")$x',
    "${context.authorizer.clientId}",
    "#foreach($i in [1..9])$i#end",
    "#eval('$util')",
    "#[[x]]#",
    "##comment",
    "#*c*#",
  ),
);

describe("the template of client events", () => {
  test("leaves every entry as it is, whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 4 }), (entries) => {
        const body = JSON.stringify({ entries: entries.map((entry) => ({ entry })) });
        const context = { authorizer: { clientId: "c-1" }, requestOverride: { header: {} } };
        const rendered = JSON.parse(render(CLIENT_EVENTS, body, { context })) as {
          Entries: Record<string, unknown>[];
        };
        expect(rendered.Entries).toEqual(
          entries.map((entry) => ({
            Resources: ["c-1"],
            Detail: entry,
            DetailType: "prod",
            EventBusName: "clients",
            Source: "clientevents",
          })),
        );
        expect(context.requestOverride.header).toEqual({ "X-Amz-Target": "AWSEvents.PutEvents" });
      }),
    );
  });
});

describe("$input", () => {
  test("json gives back any value", () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        expect(JSON.parse(render("$input.json('$')", body))).toEqual(JSON.parse(body) ?? "");
      }),
    );
  });

  test("body is printed and never read as a template", () => {
    fc.assert(
      fc.property(hostileText, (body) => {
        expect(render("$input.body", body)).toBe(body);
        expect(render('#set($x = "$input.body")$x', body)).toBe(body);
      }),
    );
  });

  test.each([
    ["$input.path('$.a.b')", '{"a":{"b":7}}', "7"],
    ["$input.path('$.none')", "{}", ""],
    ["$input.json('$.none')", "{}", '""'],
    ["$input.path('$.list').size()", '{"list":[1,2]}', "2"],
    ["$input.path('$.list[1]')", '{"list":[1,2]}', "2"],
    ["$input.json('$.list[*].a')", '{"list":[{"a":1},{"a":2}]}', "[1,2]"],
    ["$input.path('$.o')", '{"o":{"id":1,"tags":["a","b"]}}', "{id=1, tags=[a, b]}"],
    ["#foreach($k in $input.path('$').keySet())$k;#end", '{"x":1,"y":2}', "x;y;"],
    ["$input.params('X-who')", "", "me"],
    ["$input.params().header.get('X-Who')", "", "me"],
    ["$input.params('none')", "", ""],
  ])("%s", (template, body, expected) => {
    expect(render(template, body, { header: { "X-Who": "me" } })).toBe(expected);
  });
});

describe("what is not there", () => {
  test.each([
    ["$context.authorizer.none", ""],
    ["${context.none.deeper}", ""],
    ["$stageVariables.none", ""],
    ["#if($context.none)yes#{else}no#end", "no"],
    ["$other", "$other"],
  ])("%s prints %o", (template, expected) => {
    expect(render(template, "{}")).toBe(expected);
  });
});

describe("Java's methods", () => {
  test.each([
    ["$s.length()", "6"],
    ["$s.contains('b c')", "true"],
    ["$s.replaceAll('[ab]', '<$0>')", "<a><b> c.d"],
    ["$s.replace('.', '-')", "ab c-d"],
    ["$s.split('\\.').get(1)", "d"],
    ["$s.matches('ab.*')", "true"],
    ["$s.constructor.name", "$s.constructor.name"],
    ["$s.normalize()", "$s.normalize()"],
  ])("%s", (call, expected) => {
    expect(render(`#set($s = "ab c.d")${call}`, "")).toBe(expected);
  });

  test("escapeJavaScript escapes quotes of both kinds and all but printable ASCII", () => {
    expect(render("$util.escapeJavaScript($input.path('$'))", JSON.stringify("'\"\\/\né😀"))).toBe(
      String.raw`\'\"\\\/\n\u00E9\uD83D\uDE00`,
    );
  });

  test("urlEncode, base64Encode and their opposites", () => {
    const template =
      "$util.urlEncode($input.body) $util.urlDecode('a+b%26') $util.base64Encode($input.body) $util.base64Decode('aGk=')";
    expect(render(template, "a b&ü")).toBe("a+b%26%C3%BC a b& YSBiJsO8 hi");
  });

  test("a hostile object breaks only its own request", () => {
    expect(() => render("$input.path('$')", '{"toString":1,"valueOf":2}')).toThrow(
      expect.objectContaining({ name: "GatewayFailure" }),
    );
  });
});
