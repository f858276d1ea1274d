import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Drawer, Empty, Flex, Popconfirm, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { ToneTag } from '../../parts/StatusTag';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { CalendarDays } from './CalendarDays';
import { CalendarForm } from './CalendarForm';
import { calendarTexts } from './calendar-texts';
import { useProblemNotice } from './problem-notice';

type Calendar = Schema<'CalendarView'>;

/** Days on which schedules may come: those of the program, and one's own. */
export function CalendarsDrawer({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const t = useTexts(calendarTexts);
  return (
    <Drawer open={open} onClose={onClose} title={t.title} size="min(560px, 100vw)" destroyOnHidden>
      <Calendars />
    </Drawer>
  );
}

function Calendars() {
  const t = useTexts(calendarTexts);
  /** What is in the form; 'new': a calendar that there is not yet. */
  const [edited, setEdited] = useState<Calendar | 'new'>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['/api/v1/calendars', 'all'],
    queryFn: () => answer(api.GET('/api/v1/calendars', { params: { query: { limit: 500 } } })),
  });
  if (edited !== undefined) {
    return (
      <>
        <Typography.Title level={2} style={{ fontSize: 15, margin: '0 0 12px' }}>
          {edited === 'new' ? t.create : t.editOf(edited.name)}
        </Typography.Title>
        <CalendarForm calendar={edited === 'new' ? undefined : edited} onDone={() => setEdited(undefined)} />
      </>
    );
  }
  return (
    <Flex vertical gap="middle">
      <Typography.Text type="secondary">{t.about}</Typography.Text>
      <May permission="schedules.write">
        <Button icon={<PlusOutlined />} onClick={() => setEdited('new')} style={{ alignSelf: 'flex-start' }}>
          {t.create}
        </Button>
      </May>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton active />}
      {data?.items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.empty} />}
      {data?.items.map((calendar) => (
        <CalendarCard key={calendar.name} calendar={calendar} onEdit={() => setEdited(calendar)} />
      ))}
    </Flex>
  );
}

function CalendarCard({ calendar, onEdit }: { readonly calendar: Calendar; readonly onEdit: () => void }) {
  const { name, description, builtIn, scheduleCount, weekdays } = calendar;
  const t = useTexts(calendarTexts);
  const { locale } = useLanguage();
  const { message } = App.useApp();
  const tellProblem = useProblemNotice();
  const [shown, setShown] = useState(false);
  const remove = useAction(
    () => api.DELETE('/api/v1/calendars/{name}', { params: { path: { name } } }),
    ['/api/v1/calendars'],
  );
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const week = weekdays.map((day) => weekday.format(new Date(Date.UTC(2026, 0, 4 + day))));
  return (
    <Card size="small">
      <Flex vertical gap={6}>
        <Flex gap="small" wrap align="center">
          <Typography.Title level={2} style={{ fontSize: 15, margin: 0 }}>
            {name}
          </Typography.Title>
          {builtIn && <ToneTag tone="quiet">{t.builtIn}</ToneTag>}
          {scheduleCount > 0 && <ToneTag tone="busy">{t.used(scheduleCount)}</ToneTag>}
        </Flex>
        {description !== '' && <Typography.Text>{description}</Typography.Text>}
        <Typography.Text type="secondary">{week.join(' ')}</Typography.Text>
        <Flex gap="small" wrap>
          <Button
            size="small"
            aria-expanded={shown}
            aria-label={t.daysOf(name)}
            onClick={() => setShown(!shown)}
          >
            {t.days}
          </Button>
          {!builtIn && (
            <May permission="schedules.write">
              <Button size="small" aria-label={t.editOf(name)} onClick={onEdit}>
                {t.edit}
              </Button>
              <Popconfirm
                title={t.deleteAsk(name)}
                okText={t.delete}
                okButtonProps={{ danger: true }}
                onConfirm={() =>
                  remove.mutate(undefined, {
                    onSuccess: () => void message.success(t.deleted(name)),
                    onError: tellProblem,
                  })
                }
              >
                <Button size="small" danger aria-label={t.deleteOf(name)} loading={remove.isPending}>
                  {t.delete}
                </Button>
              </Popconfirm>
            </May>
          )}
        </Flex>
        {shown && <CalendarDays name={name} />}
      </Flex>
    </Card>
  );
}
