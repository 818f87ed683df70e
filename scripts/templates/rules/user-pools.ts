import { rule } from "../rule.ts";
import { ofType } from "../template.ts";
import { listOf } from "../value.ts";

const CLIENT = "AWS::Cognito::UserPoolClient";

/** A client says what its users' tokens may read and change: the defaults are not about this pool. */
export const clientAttributes = rule("client-attributes", function* (template) {
  for (const { id, properties } of ofType(template, CLIENT)) {
    for (const name of ["ReadAttributes", "WriteAttributes"]) {
      if (listOf(properties[name]).length === 0) {
        yield [id, `leaves to a default what its tokens may do: set ${name}`];
      }
    }
  }
});

/** Nobody finds out by trying names who has an account. */
export const hiddenUsers = rule("hidden-users", function* (template) {
  for (const { id, properties } of ofType(template, CLIENT)) {
    if (properties["PreventUserExistenceErrors"] !== "ENABLED") {
      yield [id, "tells who has an account: set PreventUserExistenceErrors to ENABLED"];
    }
  }
});
