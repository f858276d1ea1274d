import { texts } from '../../app/texts';
import { PageHeader } from '../../parts/PageHeader';
import { useTexts } from '../../texts/texts';

export function Component() {
  const { pages } = useTexts(texts);
  return <PageHeader title={pages.tasks} />;
}
