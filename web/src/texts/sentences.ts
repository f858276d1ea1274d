/**
 * Sentences that the server says in English whatever the language, and how they are said in Chinese: why something waits,
 * ended or was held. What stands here in no way is shown as it came.
 */
export const SENTENCES: readonly (readonly [RegExp, string])[] = [
  // Why a message waits.
  [/^It waits for its time\.$/, '尚未到发送时间。'],
  [/^It waits for an earlier (\S+) to (.+)\.$/, '等待先前给 $2 的 $1 发出。'],
  [/^(.+) has quiet hours\.$/, '$1 正处于免打扰时段。'],
  [/^(.+) has had a (\S+) today already\.$/, '今天已给 $1 发过 $2，次日早上再发。'],
  [/^(.+) is out of order, and tried again later\.$/, '渠道 $1 暂时不可用，稍后再试。'],
  [/^(.+) wants no (\S+) over (\S+)\.$/, '$1 不接收经 $3 发送的 $2。'],
  [
    /^SMTP_URL is not set: name a mail server there, and start again\.$/,
    '没有设置 SMTP_URL：请设置邮件服务器后重新启动。',
  ],
  [
    /^SMS_PROVIDER is not set: name a provider there, and start again\.$/,
    '没有设置 SMS_PROVIDER：请设置短信服务商后重新启动。',
  ],
  [/^The mail to (\S+) was not taken: (.+)$/, '发给 $1 的邮件未被接收：$2'],
  [
    /^The SMS to (\S+) was not taken: the provider answered (\d+)\.$/,
    '发给 $1 的短信未被接收：服务商返回 $2。',
  ],
  [/^The SMS to (\S+) was not taken: (.+)$/s, '发给 $1 的短信未被接收：$2'],
  [/^The robot (.+) did not take the message: (.+)$/s, '群机器人 $1 没有接收消息：$2'],
  [/^NOTIFY_WEBHOOKS names no robot (.+)\.$/, 'NOTIFY_WEBHOOKS 中没有名为 $1 的群机器人。'],
  [/^(\S+) did not answer: (.+)$/s, '$1 没有应答：$2'],
  [/^(\S+) answered (\d+)\.$/, '$1 返回 $2。'],
  // Why all are held.
  [
    /^(?:Nothing goes out until the hold is released: )?the backup (\S+) of (.+) was restored: some of this may have gone out before$/,
    '已恢复 $2 的备份 $1：其中一些消息在此之前可能已经发出',
  ],
  [/^Nothing goes out until the hold is released: (.+)$/s, '暂扣解除之前不发送任何消息：$1'],
  // Why a run ended.
  [/^Revoked by (.+) before it started\.$/, '开始之前被 $1 撤销。'],
  [/^(Revoked) before it started\.$/, '开始之前被撤销。'],
  [/^Purged by (.+) with its queue\.$/, '随队列一起被 $1 清空。'],
  [/^Terminated by (.+)\.$/, '被 $1 终止。'],
  [/^Terminated\.$/, '被终止。'],
  [/^The run was ended after its time limit of (\S+) s\.$/, '超过时限 $1 秒，已强制结束。'],
  [/^The run reached its soft time limit of (\S+) s\.$/, '达到软时限 $1 秒。'],
  [/^The worker is stopping; the run is handed back\.$/, '工作进程正在停止，运行已交回。'],
  [/^No worker had started the run when it expired\.$/, '到期时还没有工作进程开始执行。'],
  [
    /^(\d+) workers died while they executed this run; the last was (.+)\.$/,
    '执行时先后有 $1 个工作进程意外退出，最后一个是 $2。',
  ],
  [/^Its process ended\.$/, '执行它的进程已退出。'],
];
