// docs/configuration.md, of src/config/definitions.ts.

/** @param definitions the table of all settings. */
export function configuration(definitions) {
  const rows = Object.entries(definitions).map(
    ([name, { default: value, unit, secret, description }]) =>
      `| \`${name}\` | ${shown(value)}${value === undefined || unit === undefined ? '' : ` ${unit}`} | ${cell(description)}${secret ? ' *Secret.*' : ''} |`,
  );
  return `${HEADER}
| setting | default | what for |
| --- | --- | --- |
${rows.join('\n')}
`;
}

const HEADER = `<!-- Made by \`npm run docs\` of src/config/definitions.ts: change that instead. -->

# Configuration

Settings come from the environment, or from \`.env\` in the working folder; the environment wins. One that is unknown or
malformed keeps Mallkeeper from starting, and the error names it. In \`.env\` a value with a \`#\` wants quotes. Give all
processes the same. \`mallkeeper settings\` prints every setting with its value and where that came from; secrets are masked
there and everywhere else.

A flag is 1 (yes) or 0 (no).
`;

function shown(value) {
  if (value === undefined || value === '') return '-';
  if (typeof value === 'boolean') return value ? '`1`' : '`0`';
  return `\`${cell(String(value))}\``;
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
