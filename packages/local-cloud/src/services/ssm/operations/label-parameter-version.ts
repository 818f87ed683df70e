import type * as Ssm from "@aws-sdk/client-ssm";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { latest, select, type SsmState } from "../state.ts";
const LABEL = /^(?!aws|ssm|\d)[\w.-]{1,100}$/iu; // LabelParameterVersion, Labels

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html */
export const labelParameterVersion: Operation<typeof Ssm, "LabelParameterVersion", SsmState> = (
  input,
  { state },
) => {
  const { parameter } = select(state, input.Name ?? "");
  const wanted = input.ParameterVersion ?? latest(parameter).version;
  if (!parameter.versions.some(({ version }) => version === wanted)) {
    return fail(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${wanted} of ${parameter.name}. Verify the version and try again.`,
    );
  }
  const given = input.Labels ?? [];
  const InvalidLabels = given.filter((label) => !LABEL.test(label));
  const labels = given.filter((label) => LABEL.test(label));
  const versions = parameter.versions.map((entry) => {
    const others = entry.labels.filter((label) => !labels.includes(label));
    return { ...entry, labels: entry.version === wanted ? [...others, ...labels] : others };
  });
  state.parameters.put(parameter.name, { ...parameter, versions });
  return { InvalidLabels, ParameterVersion: wanted };
};
