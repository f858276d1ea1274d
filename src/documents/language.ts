/** The languages that documents are made in. */
export type Language = 'zh' | 'en';
