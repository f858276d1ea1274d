export { LostDeliveries } from './lost-deliveries.js';
export { NoticeBodies } from './notice-bodies.js';
export { NoticeCounts, type NoticesOfDay } from './notice-counts.js';
export { NoticeService, type NewNotice } from './notice.service.js';
export { NotificationsModule } from './notifications.module.js';
export { deliverNotice } from './notifications.tasks.js';
