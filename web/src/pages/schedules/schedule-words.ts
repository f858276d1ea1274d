import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { useTaskWords } from '../tasks/task-words';

/**
 * What a schedule is for, in the language of whoever looks: a default schedule is described in the words of its task. Those
 * that a person has given it stay.
 */
export function useScheduleDescription(): (
  schedule: Pick<Schema<'Schedule'>, 'task' | 'description'>,
) => string {
  const { descriptionOf } = useTaskWords();
  const { data } = useQuery({
    queryKey: ['/api/v1/tasks'],
    queryFn: () => answer(api.GET('/api/v1/tasks')),
  });
  return ({ task, description }) => {
    const known = data?.items.find(({ name }) => name === task);
    return known?.description === description ? descriptionOf(known) : description;
  };
}
