import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Notifier } from "../app/process-ports.ts";

/**
 * Tells a topic, with the airline example's attribute `Booking.Status`, which subscriptions filter by. A message
 * may come again: `bookingId` and `status` say of what it is.
 */
export function snsNotifier(client: SNSClient, TopicArn: string): Notifier {
  return {
    async tell({ bookingId, customerId, status, price, reason }) {
      const Message = JSON.stringify({ bookingId, customerId, status, price, reason });
      const StringValue = status;
      const MessageAttributes = { "Booking.Status": { DataType: "String", StringValue } };
      try {
        await client.send(new PublishCommand({ TopicArn, Message, MessageAttributes }));
      } catch (cause) {
        if (!isPassingFault(cause)) throw cause;
        throw new UnavailableError("NotificationsUnavailable", "the topic does not answer", {
          cause,
        });
      }
    },
  };
}
