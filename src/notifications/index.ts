export { LostDeliveries } from './lost-deliveries.js';
export { NoticeBodies } from './notice-bodies.js';
export { NoticeCounts, type NoticesOfDay } from './notice-counts.js';
export {
  defineNoticeKind,
  type NoticeKind,
  type Present,
  type Variables,
  type Words,
} from './notice-kind.js';
export { NoticeKinds } from './notice-kinds.js';
export { NotificationHold } from './hold/notification-hold.js';
export { NotificationPreferences } from './preferences/preferences.js';
export {
  type NewNotice,
  NoticeService,
  type ReadyNotice,
  ROBOTS,
  type TemplatedNotice,
} from './notice.service.js';
export { NotificationsModule } from './notifications.module.js';
export { deliverNotice, deliverSms, deliverToRobot } from './notifications.tasks.js';
