import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
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
});
