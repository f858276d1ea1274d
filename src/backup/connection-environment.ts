/** What libpq calls the parameters of a connection URL in its environment. */
const PARAMETERS: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  dbname: 'PGDATABASE',
  application_name: 'PGAPPNAME',
  channel_binding: 'PGCHANNELBINDING',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  options: 'PGOPTIONS',
  sslcert: 'PGSSLCERT',
  sslcrl: 'PGSSLCRL',
  sslkey: 'PGSSLKEY',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
};

/** Would send pg_dump to another place than the one that the URL names. */
const MISLEADING = ['PGHOSTADDR', 'PGSERVICE', 'PGSERVICEFILE', 'PGSYSCONFDIR'];

/**
 * The environment in which a program of PostgreSQL reaches a database: address and password stand neither in its
 * arguments, which everybody on the machine can read, nor in a file.
 * @param inherited what the program finds besides, such as PATH.
 */
export function connectionEnvironment(url: string, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const given: Record<string, string> = {
    host: decodeURIComponent(hostname).replace(/^\[(.*)\]$/, '$1'),
    port,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    dbname: decodeURIComponent(pathname.slice(1)),
    ...Object.fromEntries(searchParams),
  };
  // Known to node-postgres alone: encrypted, whoever the server is.
  if (given.sslmode === 'no-verify') given.sslmode = 'require';
  const environment: NodeJS.ProcessEnv = {
    PGAPPNAME: 'mallkeeper backup',
    ...Object.fromEntries(Object.entries(inherited).filter(([name]) => !MISLEADING.includes(name))),
  };
  for (const [parameter, value] of Object.entries(given)) {
    const name = PARAMETERS[parameter];
    if (name !== undefined && value !== '') environment[name] = value;
  }
  // Its messages are kept with the backup: in one language and one encoding, wherever it runs.
  environment.LC_ALL = 'C';
  return environment;
}
