import type { Words } from '../notifications/index.js';

/** What is wrong with backups. */
export type BackupTrouble =
  /** One was restored, and is not what it should be. */
  | { readonly kind: 'damaged'; readonly fileName: string; readonly reason: string }
  /** One could not be made, or not be restored, however often it was tried. */
  | { readonly kind: 'failed'; readonly what: 'made' | 'verified'; readonly reason: string };

const WHAT = { made: '制作', verified: '验证' } as const;

/** What managers are told. */
export function alertWords(trouble: BackupTrouble, language: 'zh' | 'en'): Words {
  const { reason } = trouble;
  if (trouble.kind === 'damaged') {
    const { fileName } = trouble;
    return language === 'zh'
      ? {
          title: `备份损坏：${fileName}`,
          body: `备份 ${fileName} 恢复后与其清单不符，不能使用：\n${reason}\n\n请尽快重新备份（mallkeeper backup create），并与系统管理员联系。`,
        }
      : {
          title: `A backup is damaged: ${fileName}`,
          body:
            `The backup ${fileName} was restored, and is not what its manifest says. It is of no use:\n${reason}\n\n` +
            'Make another one soon (mallkeeper backup create), and get in touch with whoever runs the system.',
        };
  }
  return language === 'zh'
    ? {
        title: `备份未能${WHAT[trouble.what]}`,
        body: `多次尝试后，备份仍未能${WHAT[trouble.what]}：\n${reason}\n\n请与系统管理员联系。`,
      }
    : {
        title: `A backup could not be ${trouble.what}`,
        body:
          `A backup could not be ${trouble.what}, however often it was tried:\n${reason}\n\n` +
          'Get in touch with whoever runs the system.',
      };
}
