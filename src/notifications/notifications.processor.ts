import { Task, type TaskContext, TaskProcessor, TaskRejected } from '../tasks/index.js';
import { DeliverNoticeInput } from './dto/deliver-notice.input.js';
import { MessageDelivery } from './message-delivery.js';
import {
  deliverNotice,
  type DeliverNoticeResult,
  deliverSms,
  deliverToRobot,
} from './notifications.tasks.js';

/** The tasks of notifications. */
@TaskProcessor()
export class NotificationsProcessor {
  constructor(private readonly delivery: MessageDelivery) {}

  @Task(deliverNotice)
  deliverNotice(input: DeliverNoticeInput, context: TaskContext): Promise<DeliverNoticeResult> {
    return this.deliver(input, context);
  }

  @Task(deliverSms)
  deliverSms(input: DeliverNoticeInput, context: TaskContext): Promise<DeliverNoticeResult> {
    return this.deliver(input, context);
  }

  @Task(deliverToRobot)
  deliverToRobot(input: DeliverNoticeInput, context: TaskContext): Promise<DeliverNoticeResult> {
    return this.deliver(input, context);
  }

  private async deliver(
    { messageId, noticeId }: DeliverNoticeInput,
    context: TaskContext,
  ): Promise<DeliverNoticeResult> {
    const id = messageId ?? noticeId;
    if (id === undefined) throw new TaskRejected('The run names no message.');
    return this.delivery.deliver(id, context);
  }
}
