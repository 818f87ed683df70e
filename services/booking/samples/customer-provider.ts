import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { startCustomerApi, type FakeCustomerApi } from "../test/fake-providers/customer-api.ts";

/**
 * On a local cloud (an endpoint of one's own is set) nobody's customer API is at hand: starts one in this
 * process, where everybody but `nobody-…` is a customer, and puts its URL into the configuration. Elsewhere the
 * service asks whom it is told to ask.
 */
export async function provideCustomers(parameter: string): Promise<FakeCustomerApi | undefined> {
  if (process.env["AWS_ENDPOINT_URL"] === undefined) return undefined;
  const customers = await startCustomerApi();
  const Value = JSON.stringify({ CustomerApiEndpoint: customers.endpoint });
  await new SSMClient().send(new PutParameterCommand({ Name: parameter, Value, Overwrite: true }));
  return customers;
}
