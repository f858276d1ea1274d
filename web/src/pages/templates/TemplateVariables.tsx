import { Flex, Typography } from 'antd';
import type { Schema } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

type Variable = Schema<'TemplateVariable'>;

/** What a template can speak of, with an example of each. */
export function TemplateVariables({ variables }: { readonly variables: readonly Variable[] }) {
  const t = useTexts(texts);
  return (
    <>
      <Typography.Title level={2} style={{ fontSize: 16 }}>
        {t.variables}
      </Typography.Title>
      <Flex component="ul" vertical gap={8} style={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {variables.map(({ name, description, example, of }) => (
          <li key={name}>
            <Typography.Text code copyable={{ text: `{{ ${name} }}` }}>
              {name}
            </Typography.Text>{' '}
            {description}
            <div>
              <Typography.Text type="secondary" ellipsis style={{ maxWidth: '100%' }}>
                {of === undefined
                  ? JSON.stringify(example)
                  : Object.keys(of)
                      .map((part) => `${name}.${part}`)
                      .join('  ')}
              </Typography.Text>
            </div>
          </li>
        ))}
      </Flex>
    </>
  );
}
