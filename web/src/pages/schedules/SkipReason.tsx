import { Link } from 'react-router';
import { useLanguage } from '../../texts/language';

/** Ids of runs in a text. */
const RUN = /([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/;

/** What the server says of a skipped slot, and how it is said in Chinese. */
const CHINESE: readonly (readonly [RegExp, string])[] = [
  [
    /^catch-up window: missed, like every slot since (.+); this row is for them all$/,
    '错过且已超出补跑时限（自 $1 起的全部时间点，合为一条）',
  ],
  [/^catch-up window: missed by more than (\d+) s$/, '错过超过 $1 秒，已超出补跑时限'],
  [/^catch-up none: missed$/, '错过，按设置不补跑'],
  [/^catch-up latest: missed, and so was a later slot$/, '错过，按设置只补跑最近的一次'],
  [/^overlap skip: run (\S+) had not finished$/, '到时上一次运行 $1 尚未结束，按设置跳过'],
  [
    /^overlap buffer_one: run (\S+) had not finished.*$/,
    '到时运行 $1 尚未结束，且已有一次在排队，按设置跳过',
  ],
  [
    /^overlap buffer_all: run (\S+) had not finished, and (\d+) others.*$/,
    '到时运行 $1 尚未结束，且已有 $2 次在排队，达到上限',
  ],
  [/^overlap \w+: a later slot took its place$/, '已由更晚的时间点取代'],
  [/^refused: (.+)$/, '被拒绝：$1'],
  [
    /^paused: (\d+) failures? in a row, the last one: run (\S+)$/,
    '连续失败 $1 次后自动暂停，最后一次为运行 $2',
  ],
];

/** Why there was no run, in the reader's language where it is a known reason; runs in it are links. */
export function SkipReason({ reason }: { readonly reason: string }) {
  const { language } = useLanguage();
  const known = language === 'zh' ? CHINESE.find(([pattern]) => pattern.test(reason)) : undefined;
  const text = known ? reason.replace(known[0], known[1]) : reason;
  return (
    <span>
      {text.split(RUN).map((part, index) =>
        index % 2 === 1 ? (
          <Link key={part} to={`/runs/${part}`} className="code">
            {part.slice(0, 8)}
          </Link>
        ) : (
          part
        ),
      )}
    </span>
  );
}
