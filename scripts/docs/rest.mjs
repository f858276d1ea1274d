// docs/rest.md, of the API's OpenAPI document.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** @param description the OpenAPI document. */
export function rest(description) {
  const operations = Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })),
  );
  const tags = [...new Set(operations.flatMap(({ tags: of = ['other'] }) => of))].sort();
  const schemas = Object.entries(description.components?.schemas ?? {}).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return [
    HEADER,
    ...tags.map((tag) => section(tag, operations)),
    '## Schemas',
    ...schemas.map(([name, schema]) => schemaSection(name, schema)),
    '',
  ].join('\n\n');
}

const HEADER = `<!-- Made by \`npm run docs\` of /docs-json: change the API instead. -->

# REST

What \`/docs\` of a running Mallkeeper shows and \`/docs-json\` has for programs (OpenAPI). \`Authorization: Bearer TOKEN\`, from
\`POST /api/v1/auth/login\`. Errors are problem documents (RFC 9457). Lists answer \`items\` and \`nextCursor\`; \`?limit=\`
(to 500) and \`&cursor=\` turn the page. Money is a text with two decimals, a date \`YYYY-MM-DD\`, a time ISO 8601 with its
offset. In the tables \`?\` marks what may be left out.`;

function section(tag, operations) {
  const own = operations.filter(({ tags = ['other'] }) => tags.includes(tag));
  return [`## ${tag}`, ...own.map(operationText)].join('\n\n');
}

function operationText(operation) {
  const {
    path,
    method,
    summary = '',
    description = '',
    parameters = [],
    requestBody,
    responses = {},
  } = operation;
  const rights = Object.entries(operation).filter(([key]) => key.startsWith('x-'));
  return [
    `### ${method.toUpperCase()} ${path}`,
    `${sentence(summary)} ${line(description)}`.trim(),
    rights.map(([key, value]) => `${key.slice(2)}: \`${JSON.stringify(value)}\``).join('; '),
    parameters.length === 0
      ? ''
      : [
          '| parameter | in | type | what |',
          '| --- | --- | --- | --- |',
          ...parameters.map(parameterRow),
        ].join('\n'),
    requestBody ? `Takes ${contentText(requestBody.content)}.` : '',
    answersText(responses),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function parameterRow({ name, in: place, required, schema = {}, description = '' }) {
  return `| \`${name}\`${required ? '' : '?'} | ${place} | ${typeText(schema)} | ${line(description || (schema.description ?? ''))} |`;
}

function answersText(responses) {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const answers = good.map(([status, { content }]) =>
    content ? `${status}: ${contentText(content)}` : status,
  );
  return answers.length > 0 ? `Answers ${answers.join('; ')}.` : '';
}

function contentText(content) {
  return Object.entries(content)
    .map(([type, { schema = {} }]) =>
      type === 'application/json'
        ? typeText(schema)
        : `\`${type}\`${schema.$ref ? ` (${typeText(schema)})` : ''}`,
    )
    .join(' or ');
}

function schemaSection(name, { description = '', properties = {}, required = [], ...schema }) {
  const rows = Object.entries(properties).map(
    ([property, of]) =>
      `| \`${property}\`${required.includes(property) ? '' : '?'} | ${typeText(of)} | ${line(of.description ?? '')} |`,
  );
  return [
    `### ${name}`,
    line(description),
    rows.length > 0
      ? ['| field | type | what |', '| --- | --- | --- |', ...rows].join('\n')
      : typeText(schema),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function typeText(schema) {
  const { $ref, type, items, enum: choices, format, oneOf, anyOf, allOf, nullable } = schema;
  const several = oneOf ?? anyOf ?? allOf;
  const orNull = nullable ? ' or null' : '';
  if ($ref) {
    const name = $ref.split('/').at(-1);
    return `[${name}](#${name.toLowerCase()})${orNull}`;
  }
  if (several) return several.map(typeText).join(allOf ? ' and ' : ' or ') + orNull;
  if (choices) return choices.map((choice) => `\`${choice}\``).join(', ') + orNull;
  if (type === 'array') return `list of ${typeText(items ?? {})}${orNull}`;
  return `${Array.isArray(type) ? type.join(' or ') : (type ?? 'anything')}${format ? ` (${format})` : ''}${orNull}`;
}

function sentence(text) {
  return text === '' ? '' : `${line(text)}.`;
}

function line(text) {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();
}
