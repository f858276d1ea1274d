import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { DeliverNoticeInput } from './dto/deliver-notice.input.js';
import { NoticeDelivery } from './notice-delivery.js';
import { deliverNotice, type DeliverNoticeResult } from './notifications.tasks.js';

/** The tasks of notifications. */
@TaskProcessor()
export class NotificationsProcessor {
  constructor(private readonly delivery: NoticeDelivery) {}

  @Task(deliverNotice)
  deliverNotice({ noticeId }: DeliverNoticeInput, context: TaskContext): Promise<DeliverNoticeResult> {
    return this.delivery.deliver(noticeId, context);
  }
}
