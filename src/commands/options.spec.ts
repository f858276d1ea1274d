import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { celeryOptions } from './options.js';

describe('options of Celery that mean nothing here', () => {
  const parse = (kind: Parameters<typeof celeryOptions>[0], option: string): void => {
    const command = new Command().exitOverride();
    for (const each of celeryOptions(kind)) command.addOption(each);
    command.parse([option], { from: 'user' });
  };

  it('are refused with what to write instead, whether they are written as Flower documents them or with hyphens', () => {
    for (const [option, instead] of [
      ['--basic_auth=user:password', 'everybody signs in'],
      ['--basic-auth=user:password', 'everybody signs in'],
      ['--auth=.*@example.com', 'everybody signs in'],
      ['--broker_api=http://guest@rabbit:15672', 'leave it out'],
      ['--broker-api=http://guest@rabbit:15672', 'leave it out'],
      ['--persistent=True', 'in the database'],
      ['--persistent', 'in the database'],
      ['--db=flower.db', 'in the database'],
      ['--url_prefix=flower', 'a host name of its own'],
      ['--xheaders', 'X-Forwarded-Proto'],
      ['--logging=info', '--loglevel'],
    ] as const) {
      expect(() => parse('flower', option)).toThrow(instead);
      const [name = ''] = option.split('=');
      expect(() => parse('flower', option)).toThrow(`${name} is an option of Celery's: `);
    }
  });

  it('are refused of all commands', () => {
    for (const option of ['-Aconfig', '--app=config', '-bredis://', '--broker=redis://']) {
      expect(() => parse('all', option)).toThrow("is an option of Celery's");
    }
    expect(() => parse('worker', '--purge')).toThrow('--purge');
    expect(() => parse('beat', '--detach')).toThrow('--detach');
  });
});
