import { App, Button, Checkbox, Flex, Form, Input } from 'antd';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { calendarTexts } from './calendar-texts';
import { Field, faultsOf, FaultsProvider, SaveProblem } from './faults';

interface Values {
  readonly name: string;
  readonly description: string;
  readonly weekdays: number[];
  /** One day a line. */
  readonly including: string;
  readonly excluding: string;
}

interface CalendarFormProps {
  /** What is changed; undefined: a new one is made. */
  readonly calendar: Schema<'CalendarView'> | undefined;
  readonly onDone: () => void;
}

/** Days of the week, Monday first, as the API counts them. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

/** A Sunday. */
const SUNDAY = Date.UTC(2026, 0, 4);

/** Makes a calendar, or replaces all of it. */
export function CalendarForm({ calendar, onDone }: CalendarFormProps) {
  const t = useTexts(calendarTexts);
  const { locale } = useLanguage();
  const { message } = App.useApp();
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const save = useAction(
    ({ name, description, weekdays, including, excluding }: Values) =>
      answer(
        api.PUT('/api/v1/calendars/{name}', {
          params: { path: { name: name.trim() } },
          body: { description, weekdays, including: daysIn(including), excluding: daysIn(excluding) },
        }),
      ),
    ['/api/v1/calendars', '/api/v1/schedules'],
  );
  const initial: Values = {
    name: calendar?.name ?? '',
    description: calendar?.description ?? '',
    weekdays: calendar?.weekdays ?? [1, 2, 3, 4, 5],
    including: calendar?.including.join('\n') ?? '',
    excluding: calendar?.excluding.join('\n') ?? '',
  };
  const dates = (
    <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} className="code" placeholder="2027-01-01" />
  );
  return (
    <FaultsProvider faults={faultsOf(save.error)}>
      <Form<Values>
        layout="vertical"
        initialValues={initial}
        onValuesChange={() => save.reset()}
        onFinish={(values) =>
          save.mutate(
            { ...initial, ...values },
            {
              onSuccess: ({ name }) => {
                void message.success(t.saved(name));
                onDone();
              },
            },
          )
        }
      >
        {!calendar && (
          <Field
            name="name"
            label={t.name}
            about={t.nameAbout}
            rules={[{ required: true, whitespace: true, message: t.required }]}
          >
            <Input autoComplete="off" maxLength={100} placeholder="mall-open" />
          </Field>
        )}
        <Field name="description" label={t.description}>
          <Input maxLength={500} />
        </Field>
        <Field name="weekdays" label={t.weekdays}>
          <Checkbox.Group
            options={WEEK.map((day) => ({
              value: day,
              label: weekday.format(new Date(SUNDAY + day * 86_400_000)),
            }))}
          />
        </Field>
        <Field name="including" label={t.including} about={t.datesAbout}>
          {dates}
        </Field>
        <Field name="excluding" label={t.excluding} about={t.datesAbout}>
          {dates}
        </Field>
        <Flex vertical gap="small">
          {save.error !== null && <SaveProblem error={save.error} />}
          <Flex gap="small">
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t.save}
            </Button>
            <Button onClick={onDone}>{t.cancel}</Button>
          </Flex>
        </Flex>
      </Form>
    </FaultsProvider>
  );
}

/** Days in a text, whatever stands between them. */
function daysIn(text: string): string[] {
  return text.split(/[\s,;，；、]+/).filter((day) => day !== '');
}
