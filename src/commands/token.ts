import type { Command } from 'commander';
import { withApplication, withApplicationToChange } from './application.js';
import { list, wholeNumber } from './options.js';
import { note, print, printJson, printTable } from './output.js';

/** Who did it, for the audit log. */
const BY = 'command line';

interface CreateOptions {
  readonly user: string;
  readonly name: string;
  readonly scopes: string[];
  readonly days: number;
  readonly json: boolean;
}

/** `mallkeeper token list | create | revoke` */
export function registerToken(program: Command): void {
  const token = program.command('token').description('API keys: what programs sign their requests with');
  token
    .command('list')
    .description('API keys, the newest first')
    .option('--user <username>', 'only those of this user')
    .option('--json', 'as JSON', false)
    .action(listTokens);
  token
    .command('create')
    .description('Make an API key; it is shown this once')
    .requiredOption('--user <username>', 'whose it is: it permits nothing that this user may not do')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scopes <permissions>', 'what it permits, such as mall.read,payments.write', list)
    .option('--days <days>', 'for how many days it is valid', wholeNumber(1, 731), 90)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExample:\n  mallkeeper token create --user admin --name "accounting export" --scopes mall.read --days 365',
    )
    .action(createToken);
  token
    .command('revoke <id>')
    .description('Take an API key back')
    .action((id: string) =>
      withApplicationToChange(async (application, { ApiKeys }) => {
        const { name, owner } = await application.get(ApiKeys).revoke(id, BY);
        print(`The key "${name}" of ${owner} is revoked.`);
      }),
    );
}

function listTokens({ user, json }: { user?: string; json: boolean }): Promise<void> {
  return withApplication(async (application, { ApiKeys }) => {
    const keys = await application.get(ApiKeys).list(user);
    if (json) {
      printJson(keys);
      return;
    }
    printTable(
      ['key', 'begins with', 'user', 'name', 'until', 'last used', 'scopes'],
      keys.map(({ id, prefix, owner, name, expiresAt, lastUsedAt, revokedAt, scopes }) => [
        id,
        prefix,
        owner,
        name,
        revokedAt === null ? expiresAt.toISOString() : 'revoked',
        lastUsedAt?.toISOString(),
        scopes.join(' '),
      ]),
    );
  });
}

function createToken({ user, json, ...fields }: CreateOptions): Promise<void> {
  return withApplicationToChange(async (application, { ApiKeys, CreateApiKey, validationPipe }) => {
    // The pipe makes an instance of the class.
    const input = (await validationPipe().transform(fields, {
      type: 'body',
      metatype: CreateApiKey,
    })) as InstanceType<typeof CreateApiKey>;
    const created = await application.get(ApiKeys).create(user, input, BY);
    if (json) {
      printJson(created);
      return;
    }
    note(
      `The key "${created.name}" of ${user} is valid until ${created.expiresAt.toISOString()}. It is shown this once:`,
    );
    print(created.key);
  });
}
