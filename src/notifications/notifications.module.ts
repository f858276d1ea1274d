import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ListsModule } from '../lists/index.js';
import { TaskQueue } from '../tasks/index.js';
import { ChannelOverview } from './channels/channel-overview.js';
import { ChannelsController } from './channels/channels.controller.js';
import { Circuits } from './channels/circuits.js';
import { Mailer } from './channels/mailer.js';
import { Robots } from './channels/robots.js';
import { SmsSender } from './channels/sms-sender.js';
import { Transports } from './channels/transports.js';
import { NotificationHoldController } from './hold/notification-hold.controller.js';
import { NotificationHold } from './hold/notification-hold.js';
import { LostDeliveries } from './lost-deliveries.js';
import { MessageDelivery } from './message-delivery.js';
import { Messages } from './messages.js';
import { NoticeBodies } from './notice-bodies.js';
import { NoticeCounts } from './notice-counts.js';
import { NoticeKinds } from './notice-kinds.js';
import { NoticeQueries } from './notice-queries.js';
import { NoticeService } from './notice.service.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsProcessor } from './notifications.processor.js';
import { PreferencesController } from './preferences/preferences.controller.js';
import { NotificationPreferences } from './preferences/preferences.js';
import { NoticeTemplates } from './templates/notice-templates.js';
import { TemplateService } from './templates/template.service.js';
import { TemplatesController } from './templates/templates.controller.js';

/** What the mall tells people, and how it reaches them. */
@Module({
  imports: [TaskQueue.register('notifications'), AuthModule, ListsModule],
  controllers: [
    NotificationsController,
    TemplatesController,
    PreferencesController,
    ChannelsController,
    NotificationHoldController,
  ],
  providers: [
    ChannelOverview,
    Circuits,
    LostDeliveries,
    Mailer,
    MessageDelivery,
    Messages,
    NoticeBodies,
    NoticeCounts,
    NoticeKinds,
    NoticeQueries,
    NoticeService,
    NoticeTemplates,
    NotificationHold,
    NotificationPreferences,
    NotificationsProcessor,
    Robots,
    SmsSender,
    TemplateService,
    Transports,
  ],
  exports: [
    LostDeliveries,
    NoticeBodies,
    NoticeCounts,
    NoticeKinds,
    NoticeService,
    NotificationHold,
    NotificationPreferences,
  ],
})
export class NotificationsModule {}
