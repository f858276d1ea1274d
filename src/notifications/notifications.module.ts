import { Module } from '@nestjs/common';
import { TaskQueue } from '../tasks/index.js';
import { LostDeliveries } from './lost-deliveries.js';
import { Mailer } from './mailer.js';
import { NoticeBodies } from './notice-bodies.js';
import { NoticeCounts } from './notice-counts.js';
import { NoticeDelivery } from './notice-delivery.js';
import { NoticeQueries } from './notice-queries.js';
import { NoticeService } from './notice.service.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsProcessor } from './notifications.processor.js';

/** What the mall tells people, and how it reaches them. */
@Module({
  imports: [TaskQueue.register('notifications')],
  controllers: [NotificationsController],
  providers: [
    LostDeliveries,
    Mailer,
    NoticeBodies,
    NoticeCounts,
    NoticeDelivery,
    NoticeQueries,
    NoticeService,
    NotificationsProcessor,
  ],
  exports: [LostDeliveries, NoticeBodies, NoticeCounts, NoticeService],
})
export class NotificationsModule {}
