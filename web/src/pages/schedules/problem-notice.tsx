import { App } from 'antd';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { texts } from '../../parts/texts';
import { useTexts } from '../../texts/texts';

/** Tells what went wrong with something that has no form or dialog of its own to tell it in. */
export function useProblemNotice(): (error: unknown) => void {
  const t = useTexts(texts);
  const { modal } = App.useApp();
  return (error) =>
    void modal.error({ title: t.failed, content: <ProblemAlert error={error} />, icon: null, width: 480 });
}
