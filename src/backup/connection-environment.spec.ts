import { describe, expect, it } from '@jest/globals';
import { connectionEnvironment } from './connection-environment.js';

describe('the environment of pg_dump', () => {
  it('names the database that the URL names, decoded', () => {
    expect(
      connectionEnvironment(
        'postgres://m%40ll:p%2Fss%20word@db.example:6432/mall%20keeper?sslmode=require',
        {},
      ),
    ).toMatchObject({
      PGHOST: 'db.example',
      PGPORT: '6432',
      PGUSER: 'm@ll',
      PGPASSWORD: 'p/ss word',
      PGDATABASE: 'mall keeper',
      PGSSLMODE: 'require',
    });
  });

  it('knows sockets and addresses of IPv6', () => {
    expect(connectionEnvironment('postgres:///mall?host=/run/postgresql', {})).toMatchObject({
      PGHOST: '/run/postgresql',
    });
    expect(connectionEnvironment('postgres://[::1]/mall', {})).toMatchObject({ PGHOST: '::1' });
  });

  it('lets nothing inherited lead to another database, and keeps what the URL leaves open', () => {
    const environment = connectionEnvironment('postgres://db.example/mall', {
      PATH: '/bin',
      PGHOST: 'elsewhere',
      PGHOSTADDR: '10.0.0.1',
      PGSERVICE: 'other',
      PGUSER: 'keeper',
    });
    expect(environment).toMatchObject({ PATH: '/bin', PGHOST: 'db.example', PGUSER: 'keeper' });
    expect(environment).not.toHaveProperty('PGHOSTADDR');
    expect(environment).not.toHaveProperty('PGSERVICE');
  });
});
