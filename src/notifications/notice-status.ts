/** How a notice reaches its recipient. */
export const CHANNELS = ['in-app', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** PENDING: not delivered yet, or tried again later. FAILED: given up. One in the inbox is SENT at once. */
export const NOTICE_STATUSES = ['PENDING', 'SENT', 'FAILED'] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];
