/** How a notice reaches its recipient: the inbox, or a message that goes out over another channel. */
export const OUTGOING_CHANNELS = ['email', 'sms', 'webhook'] as const;
export type OutgoingChannel = (typeof OUTGOING_CHANNELS)[number];

export const CHANNELS = ['in-app', ...OUTGOING_CHANNELS] as const;
export type Channel = (typeof CHANNELS)[number];

/** Languages in which notices are written. */
export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * PENDING: not delivered yet, or tried again later. FAILED: given up. DROPPED: what it told of was settled before it went out.
 * One in the inbox is SENT at once.
 */
export const NOTICE_STATUSES = ['PENDING', 'SENT', 'FAILED', 'DROPPED'] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];
