import { App, Switch } from 'antd';
import { useMay } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schedule } from '../../api/types';
import { useProblemNotice } from './problem-notice';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** Enables a schedule, or disables it until it is enabled again. */
export function useEnable(name: string) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const tellProblem = useProblemNotice();
  const change = useAction(
    (enabled: boolean) =>
      answer(api.PATCH('/api/v1/schedules/{name}', { params: { path: { name } }, body: { enabled } })),
    ['/api/v1/schedules', '/api/v1/overview'],
  );
  return {
    isPending: change.isPending,
    enable: (enabled: boolean): void =>
      change.mutate(enabled, {
        onSuccess: () => void message.success(enabled ? t.nowEnabled(name) : t.nowDisabled(name)),
        onError: tellProblem,
      }),
  };
}

export function ScheduleSwitch({ schedule }: { readonly schedule: Pick<Schedule, 'name' | 'enabled'> }) {
  const t = useTexts(texts);
  const { enable, isPending } = useEnable(schedule.name);
  const mayWrite = useMay('schedules.write');
  return (
    <Switch
      size="small"
      checked={schedule.enabled}
      disabled={!mayWrite}
      loading={isPending}
      onChange={enable}
      aria-label={t.switch(schedule.name)}
    />
  );
}
