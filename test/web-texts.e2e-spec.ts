import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { defaultSchedules } from '../src/scheduler/default-schedules.js';
import { declaredSchedules } from '../src/scheduler/fires.decorator.js';
import type { ScheduleEngine } from '../src/schedules/index.js';
import { CHINESE as TASKS } from '../web/src/pages/tasks/chinese.js';
import { SENTENCES } from '../web/src/texts/sentences.js';
import { root } from './support/installation.js';

const sources = join(root, 'web', 'src');
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
);

/** What is written the same way in both languages. */
const SAME_IN_BOTH =
  /^(Mallkeeper|English|中文|PDF|XLSX|CSV|JSON|MB|Ctrl K|PostgreSQL|pg_dump|Crontab|p50|p95|SHA-256|ID|URL|[\p{P}\p{S}\d\s]*)$/u;
/** Of something that people give names to, such as `mall-open`: names have no language. */
const NAME = /^[a-z]+(-[a-z]+)+$/;
const CHINESE = /\p{Script=Han}/u;

interface Text {
  readonly file: string;
  readonly key: string;
  readonly node: ts.Expression;
}

/** The texts of `defineTexts(zh, en)` calls in a file, by their keys. */
function textsOf(file: string): { zh: Text[]; en: Text[] } {
  const source = parse(file);
  const found: { zh: Text[]; en: Text[] } = { zh: [], en: [] };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'defineTexts') {
      const [zh, en] = node.arguments;
      found.zh.push(...leaves(file, zh!, ''));
      found.en.push(...leaves(file, en!, ''));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function leaves(file: string, node: ts.Expression, path: string): Text[] {
  if (!ts.isObjectLiteralExpression(node)) return [{ file, key: path, node }];
  return node.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property)) return [];
    const name = property.name.getText().replace(/^'|'$/g, '');
    return leaves(file, property.initializer, path === '' ? name : `${path}.${name}`);
  });
}

function parse(file: string): ts.SourceFile {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(
    file,
    readFileSync(join(sources, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    kind,
  );
}

/** The words of a text, without what code puts into it. */
function words({ node }: Text): string {
  const parts: string[] = [];
  const visit = (each: ts.Node): void => {
    if (ts.isStringLiteralLike(each) || ts.isTemplateHead(each) || ts.isTemplateMiddleOrTemplateTail(each)) {
      parts.push(each.text);
    }
    ts.forEachChild(each, visit);
  };
  visit(node);
  return parts.join(' ').trim();
}

/** What people read in a component that does not come from `texts.ts`. */
function literals(file: string): string[] {
  const found: string[] = [];
  const read = new Set([
    'title',
    'label',
    'placeholder',
    'aria-label',
    'alt',
    'description',
    'okText',
    'tooltip',
  ]);
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}{2,}/u.test(node.text) && !SAME_IN_BOTH.test(node.text.trim())) {
      found.push(`${file}: ${node.text.trim()}`);
    }
    if (
      ts.isJsxAttribute(node) &&
      read.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer) &&
      /\p{L}{2,}/u.test(node.initializer.text) &&
      !NAME.test(node.initializer.text)
    ) {
      found.push(`${file}: ${node.name.getText()}=${node.initializer.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

const serverFiles = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
  .map((name) => readFileSync(join(root, 'src', name), 'utf8'));

/** Whoever is called with a sentence that people read later: why a message was not taken or waits, why a run ended. */
const TAKES_REASON = /(^|\.)(NotTakenError|putOff|revokeAll|revokeWaiting|terminateAll)$/;

/** The sentences of the server that such calls hand on, with something in place of what varies. */
function reasonsIn(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isCallExpression(node) || ts.isNewExpression(node)) &&
      TAKES_REASON.test(node.expression.getText(source))
    ) {
      found.push(...(node.arguments ?? []).flatMap((each) => examplesOf(each, source)));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Sentences that a literal stands for: what follows a word at once, as in `Revoked${byWhom}`, may be left out. */
function examplesOf(node: ts.Node, source: ts.SourceFile): string[] {
  const text = node.getText(source).slice(1, -1);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return examplesOf(node.expression.expression, source);
  }
  if (!ts.isTemplateExpression(node)) return [];
  const suffix = /(?<=\w)\$\{\w+\}/g;
  return [text.replace(suffix, ' by 1'), text.replace(suffix, '')].map((each) =>
    each.replace(/\$\{[^}]*\}/g, '1'),
  );
}

describe('the dashboard speaks Chinese and English, all of it', () => {
  const texts = files.map(textsOf);
  const zh = texts.flatMap((each) => each.zh);
  const en = texts.flatMap((each) => each.en);
  const name = ({ file, key }: Text): string => `${file}: ${key}`;

  it('has the same texts in both', () => {
    expect(zh.length).toBeGreaterThan(300);
    expect(en.map(name).sort()).toEqual(zh.map(name).sort());
  });

  it('has no text in Chinese that was left in English, and none in English with Chinese in it', () => {
    const inEnglish = zh.filter((text) => !CHINESE.test(words(text)) && /[a-z]{3,}/i.test(words(text)));
    expect(
      inEnglish
        .filter((text) => !SAME_IN_BOTH.test(words(text)))
        .map((text) => `${name(text)} = ${words(text)}`),
    ).toEqual([]);
    const inChinese = en.filter((text) => CHINESE.test(words(text)) && !SAME_IN_BOTH.test(words(text)));
    expect(inChinese.map((text) => `${name(text)} = ${words(text)}`)).toEqual([]);
  });

  it('shows nothing that is written in a component', () => {
    expect(files.filter((file) => file.endsWith('.tsx')).flatMap(literals)).toEqual([]);
  });

  it('has Chinese for what each default schedule is for', () => {
    const DefaultSchedules = defaultSchedules('Asia/Shanghai');
    const schedules = declaredSchedules(new DefaultSchedules({} as ScheduleEngine));
    expect(schedules.filter(({ task }) => !CHINESE.test(TASKS[task]?.description ?? ''))).toEqual([]);
  });

  it('has Chinese for why a message or a run waits or ended, whatever the server says of it', () => {
    const reasons = serverFiles.flatMap((file) =>
      reasonsIn(ts.createSourceFile('', file, ts.ScriptTarget.Latest)),
    );
    expect(reasons.length).toBeGreaterThan(15);
    expect(reasons.filter((reason) => !SENTENCES.some(([pattern]) => pattern.test(reason)))).toEqual([]);
  });

  it('puts sentences of the server into Chinese as the server says them', () => {
    const said = serverFiles.join('\n');
    const unsaid = SENTENCES.filter(([pattern]) => !said.includes(longestPart(pattern)));
    expect(unsaid.map(([pattern]) => String(pattern))).toEqual([]);
    expect(SENTENCES.filter(([, chinese]) => !CHINESE.test(chinese))).toEqual([]);
  });
});

/** The longest text in a pattern between what varies. */
function longestPart({ source }: RegExp): string {
  return source
    .replace(/^\^|\$$/g, '')
    .split(/\([^()]*\)\??/)
    .map((part) => part.replace(/\\(.)/g, '$1'))
    .reduce((longest, part) => (part.length > longest.length ? part : longest));
}
