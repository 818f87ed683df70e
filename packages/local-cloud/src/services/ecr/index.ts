import { definePlugin } from "../../service.ts";
import { describeRepositories } from "./describe-repositories.ts";

/** ECR, as far as `sls remove` asks for it: this cloud keeps no container images. */
export const ecr = definePlugin<"ecr", undefined>({
  id: "ecr",
  operations: { DescribeRepositories: describeRepositories },
  support: {
    DescribeRepositories: { level: "partial", note: "there are no repositories" },
  },
  open: () => undefined,
});
