import { badRequest, conflict } from "./errors.ts";
import type { ResourceRecord } from "./model.ts";
import { newId } from "./new-id.ts";

const PATH_PART = /^(?:[a-zA-Z0-9._:%$@~*,;=!&'()-]+|\{[a-zA-Z0-9._-]+\+?\})$/;

/**
 * Makes a resource below another.
 *
 * @throws {AwsError} `BadRequestException`, `ConflictException`.
 */
export function childOf(
  resources: Readonly<Record<string, ResourceRecord>>,
  parent: ResourceRecord,
  pathPart: string,
): ResourceRecord {
  if (!PATH_PART.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end",
    );
  }
  if (parent.pathPart?.endsWith("+}") === true) {
    throw badRequest(
      `Cannot create a child of a resource with a greedy path variable: ${parent.path}`,
    );
  }
  const siblings = Object.values(resources).filter(({ parentId }) => parentId === parent.id);
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const rival = siblings.find((sibling) => isRival(sibling.pathPart ?? "", pathPart));
  if (rival !== undefined) {
    throw badRequest(
      `A sibling (${rival.pathPart ?? ""}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
  const path = `${parent.path === "/" ? "" : parent.path}/${pathPart}`;
  return { id: newId(6), parentId: parent.id, pathPart, path, methods: {} };
}

/** Two variables of one kind would fit the same requests. */
function isRival(one: string, other: string): boolean {
  const variables = one.startsWith("{") && other.startsWith("{");
  return variables && one.endsWith("+}") === other.endsWith("+}");
}
