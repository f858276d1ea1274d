import { Empty, Flex, theme, Typography } from 'antd';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { Ago, Moment } from '../../parts/Moment';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { texts } from './texts';

/** When schedules fire next, in the mall's time. */
export function NextFirings({ next }: { readonly next: readonly Schema<'ComingSlot'>[] }) {
  const t = useTexts(texts);
  const { language } = useLanguage();
  const { token } = theme.useToken();
  return (
    <Section
      title={t.next}
      extra={
        <Flex gap="middle">
          <Link to="/schedules/week">{t.week}</Link>
          <Link to="/schedules">{t.allSchedules}</Link>
        </Flex>
      }
      style={{ flex: '1 1 300px' }}
    >
      {next.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.noNext} />
      ) : (
        <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {next.map(({ slot, schedule, words }, index) => (
            <li
              key={`${schedule} ${slot}`}
              style={{
                paddingBlock: 5,
                ...(index > 0 && { borderBlockStart: `1px solid ${token.colorBorderSecondary}` }),
              }}
            >
              <Flex justify="space-between" gap="small">
                <Link to={`/schedules/${encodeURIComponent(schedule)}`} style={{ overflowWrap: 'anywhere' }}>
                  {schedule}
                </Link>
                <Ago at={slot} />
              </Flex>
              <Flex justify="space-between" gap="small" wrap style={{ fontSize: 12 }}>
                <Typography.Text type="secondary" style={{ fontSize: 12 }}>
                  {words[language]}
                </Typography.Text>
                <Moment at={slot} minutes />
              </Flex>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
