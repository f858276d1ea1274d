import { type Command, Option } from 'commander';
import type { UsersService } from '../auth/index.js';
// oxlint-disable-next-line no-restricted-imports -- The index loads the whole program, for which --help does not wait.
import { ROLE_NAMES, ROLES, type RoleName } from '../auth/permissions.js';
import { type Program, withApplication, withApplicationToChange } from './application.js';
import { note, print, printJson, printTable } from './output.js';
import { readPassword } from './read-password.js';

/** Who did it, for the audit log. */
const BY = 'command line';

interface AddOptions {
  readonly role: RoleName;
  readonly name?: string;
  readonly email?: string;
  readonly password: boolean;
  readonly json: boolean;
}

type Account = Awaited<ReturnType<UsersService['get']>>;

/** `mallkeeper user list | add | role | disable | enable | password | sessions | end-sessions` */
export function registerUser(program: Command): void {
  const user = program.command('user').description('Who may sign in, and as what');
  user.command('list').description('All users').option('--json', 'as JSON', false).action(listUsers);
  user
    .command('add <username>')
    .description('Add a user, with a password that has to be changed at the first sign-in')
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLE_NAMES).makeOptionMandatory())
    .option('--name <name>', 'what people call the user')
    .option('--email <address>', 'where mail reaches the user')
    .option('--password', 'ask for the password, or read it from standard input; else one is made', false)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `\nRoles:\n${rolesInWords()}\n\nExample:\n  mallkeeper user add wang.fang --role finance --name 王芳`,
    )
    .action(addUser);
  user
    .command('role <username> <role>')
    .description('Give a user another role; ends the sessions of the user')
    .addHelpText('after', `\nRoles:\n${rolesInWords()}`)
    .action((username: string, role: string) => change(username, { role }, `${username} is now ${role}.`));
  user
    .command('disable <username>')
    .description('Keep a user out: no sign-in, no session, no API key')
    .action((username: string) => change(username, { enabled: false }, `${username} is disabled.`));
  user
    .command('enable <username>')
    .description('Let a user in again who was disabled')
    .action((username: string) => change(username, { enabled: true }, `${username} is enabled.`));
  user
    .command('password <username>')
    .description(
      'Give a user another password, which has to be changed at the next sign-in; ends all sessions',
    )
    .option('--make', 'make one and print it, instead of asking or reading it from standard input', false)
    .action(resetPassword);
  user
    .command('sessions <username>')
    .description('Where a user has signed in')
    .option('--json', 'as JSON', false)
    .action(listSessions);
  user
    .command('end-sessions <username>')
    .description('Sign a user out everywhere')
    .action((username: string) =>
      withApplicationToChange(async (application, { Sessions, UsersService }) => {
        await application.get(UsersService).get(username);
        print(`Ended sessions: ${await application.get(Sessions).endAll(username, BY)}`);
      }),
    );
}

function rolesInWords(): string {
  return ROLE_NAMES.map((role) => `  ${role.padEnd(14)} ${ROLES[role].en}`).join('\n');
}

function listUsers({ json }: { json: boolean }): Promise<void> {
  return withApplication(async (application, { UsersService }) => {
    const users = await application.get(UsersService).list();
    if (json) printJson(users);
    else printTable(['user', 'role', 'state', 'name', 'e-mail'], users.map(rowOf));
  });
}

function rowOf({ username, role, enabled, mustChangePassword, name, email }: Account) {
  const state = !enabled ? 'disabled' : mustChangePassword ? 'first password' : 'enabled';
  return [username, role, state, name, email];
}

async function addUser(username: string, options: AddOptions): Promise<void> {
  const { role, name, email, json } = options;
  const password = options.password ? await readPassword() : undefined;
  await withApplicationToChange(async (application, program) => {
    const { CreateUser, UsersService } = program;
    const input = await checked(program, CreateUser, { username, role, name, email, password });
    const created = await application.get(UsersService).create(input, BY);
    if (json) printJson(created);
    else tellPassword(`${username} is added as ${role}.`, created.temporaryPassword);
  });
}

function change(username: string, changes: object, done: string): Promise<void> {
  return withApplicationToChange(async (application, program) => {
    const { ChangeUser, UsersService } = program;
    await application.get(UsersService).change(username, await checked(program, ChangeUser, changes), BY);
    print(done);
  });
}

async function resetPassword(username: string, { make }: { make: boolean }): Promise<void> {
  const password = make ? undefined : await readPassword();
  await withApplicationToChange(async (application, { UsersService }) => {
    const { temporaryPassword } = await application.get(UsersService).resetPassword(username, password, BY);
    tellPassword(`${username} has another password, and has to change it.`, temporaryPassword);
  });
}

/** The password alone goes to standard output, so that a script can take it. */
function tellPassword(done: string, password: string | null): void {
  note(done);
  if (password !== null) print(password);
}

function listSessions(username: string, { json }: { json: boolean }): Promise<void> {
  return withApplication(async (application, { Sessions, UsersService }) => {
    await application.get(UsersService).get(username);
    const sessions = await application.get(Sessions).list(username);
    if (json) {
      printJson(sessions);
      return;
    }
    printTable(
      ['session', 'since', 'last used', 'address', 'with'],
      sessions.map(({ id, createdAt, lastUsedAt, address, userAgent }) => [
        id,
        createdAt.toISOString(),
        lastUsedAt.toISOString(),
        address,
        userAgent,
      ]),
    );
  });
}

/** What REST would make of it. @throws InvalidInputProblem */
async function checked<Input extends object>(
  { validationPipe }: Program,
  metatype: new () => Input,
  fields: object,
): Promise<Input> {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  // The pipe makes an instance of the class.
  return (await validationPipe().transform(given, { type: 'body', metatype })) as Input;
}
