import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { commandLine } from '../src/commands/command-line.js';
import { definitions } from '../src/config/definitions.js';
import { Installation, root } from './support/installation.js';

const text = (name: string): string => readFileSync(join(root, name), 'utf8');

/** What stands in code in the last column of a page's tables: what is here, and not what was there. */
const namedHere = (page: string): string[] =>
  text(page)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) =>
      [...(line.split(/(?<!\\)\|/).at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
    );

const SETTING = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;

/** Names of the environment, of workflows elsewhere and of SQL states, which look like settings. */
const NO_SETTINGS = ['NODE_EXTRA_CA_CERTS', 'RABBITMQ_PASSWORD', 'POSTGRES_PASSWORD'];

const subcommand = (command: Command, name: string): Command | undefined =>
  command.commands.find((each) => each.name() === name);

describe('the documents', () => {
  let mall: Installation;
  let address: string;

  beforeAll(async () => {
    mall = await Installation.open();
    address = (await mall.start()).api.address;
  });
  afterAll(() => mall.close());

  it('that are made of the code are what the code is (else: npm run docs)', () => {
    const script = join(root, 'scripts', 'docs.mjs');
    expect(execFileSync(process.execPath, [script, '--check', address], { encoding: 'utf8' })).toContain(
      'up to date',
    );
  });

  it.each(['docs/from-celery.md', 'docs/operations.md', 'README.md', 'README.zh-CN.md'])(
    '%s names settings that there are',
    (page) => {
      const named = namedHere(page).filter((code) => SETTING.test(code) && !NO_SETTINGS.includes(code));
      expect(named.filter((name) => !(name in definitions))).toEqual([]);
    },
  );

  it.each(['docs/from-celery.md', 'docs/operations.md', 'README.md', 'README.zh-CN.md'])(
    '%s names commands, and options of theirs, that there are',
    (page) => {
      const lines = text(page)
        .split('\n')
        .filter((line) => /^ {4}(\.\/bin\/)?mallkeeper /.test(line))
        .map((line) =>
          line
            .trim()
            .replace(/^\.\/bin\//, '')
            .replace(/ +#.*$/, ''),
        );
      const commands = [...namedHere(page), ...lines].filter((code) => /^mallkeeper [a-z]/.test(code));
      const wrong: string[] = [];
      for (const code of commands) {
        const [, name = '', sub = ''] = code.replace(/[|,].*/, '').split(' ');
        const command = subcommand(commandLine(), name);
        const isSplit = command && command.commands.length > 0 && /^[a-z]/.test(sub);
        const help = (isSplit ? subcommand(command, sub) : command)?.helpInformation() ?? '';
        const options = [...code.matchAll(/(?<= \[?)--?[a-zA-Z][a-z-]*/g)].map(([option]) => option);
        if (help === '' || options.some((option) => !help.includes(option))) wrong.push(code);
      }
      expect(wrong).toEqual([]);
    },
  );
});
