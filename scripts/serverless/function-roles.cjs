"use strict";

function capitalised(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function role(logicalId, statements) {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      },
      Policies: [
        {
          PolicyName: "function",
          PolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              ...statements.map((statement) => ({ Effect: "Allow", ...statement })),
              {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: { "Fn::GetAtt": [`${logicalId}LogGroup`, "Arn"] },
              },
              {
                // Tracing has no resource to name.
                Effect: "Allow",
                Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
                Resource: "*",
              },
            ],
          },
        },
      ],
    },
  };
}

/**
 * A role for each function in a service's `custom.functionRoles`: what it is allowed there, its own log group
 * and tracing. A function `getImage` names it as `role: GetImageRole`.
 */
module.exports = async ({ resolveVariable }) => {
  const wanted = await resolveVariable("self:custom.functionRoles");
  const roles = Object.entries(wanted).map(([name, statements]) => {
    const logicalId = capitalised(name);
    return [`${logicalId}Role`, role(logicalId, statements)];
  });
  return { Resources: Object.fromEntries(roles) };
};
