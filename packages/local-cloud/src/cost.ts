/** List prices in US dollars per request, eu-west-1, on-demand, without free tiers. */
const PRICES = {
  date: "2025-01-01",
  region: "eu-west-1",
  perRequest: {
    "dynamodb:UpdateItem": 0.705e-6, // per write request unit (1 KB); items here are small
    "dynamodb:PutItem": 0.705e-6,
    "dynamodb:DeleteItem": 0.705e-6,
    "dynamodb:GetItem": 0.1415e-6, // per read request unit (4 KB)
    "dynamodb:Query": 0.1415e-6,
    "events:PutEvents": 1e-6,
    "lambda:Invoke": 0.2e-6, // the request alone; duration comes on top
    "rekognition:DetectLabels": 1e-3,
    "rekognition:DetectModerationLabels": 1e-3,
    "rekognition:DetectText": 1e-3,
    "s3:PutObject": 5e-6,
    "s3:GetObject": 0.4e-6,
    "s3:HeadObject": 0.4e-6,
    "s3:ListObjectsV2": 5e-6,
    "sns:Publish": 0.5e-6,
    "sqs:SendMessage": 0.4e-6,
    "sqs:ReceiveMessage": 0.4e-6,
    "sqs:DeleteMessage": 0.4e-6,
  },
} as const satisfies {
  date: string;
  region: string;
  perRequest: Readonly<Record<string, number>>;
};

/** What calls would have cost on AWS. */
export interface Cost {
  readonly priceDate: string;
  readonly region: string;
  readonly currency: "USD";
  readonly total: number;
  /** Dearest first. */
  readonly lines: readonly { operation: string; calls: number; cost: number }[];
  /** Operations that were called and have no price in the table. */
  readonly unpriced: readonly string[];
}

/** Prices calls by `service:operation`. Requests only: no storage, transfer or compute time. */
export function costOf(counts: Readonly<Record<string, number>>): Cost {
  const prices: Readonly<Record<string, number>> = PRICES.perRequest;
  const lines = Object.entries(counts)
    .flatMap(([operation, calls]) => {
      const price = prices[operation];
      return price === undefined ? [] : [{ operation, calls, cost: calls * price }];
    })
    .sort((a, b) => b.cost - a.cost);
  return {
    priceDate: PRICES.date,
    region: PRICES.region,
    currency: "USD",
    total: lines.reduce((sum, { cost }) => sum + cost, 0),
    lines,
    unpriced: Object.keys(counts).filter((operation) => prices[operation] === undefined),
  };
}
