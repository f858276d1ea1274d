import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation, root } from './support/installation.js';

describe("the dashboard's types of the API", () => {
  let mall: Installation;
  let address: string;

  beforeAll(async () => {
    mall = await Installation.open();
    address = (await mall.start()).api.address;
  });

  afterAll(() => mall.close());

  it('are those of the API that is served (else: npm run web:types)', () => {
    const script = join(root, 'scripts', 'web-types.mjs');
    expect(
      execFileSync(process.execPath, [script, '--check', `${address}/docs-json`], { encoding: 'utf8' }),
    ).toBe('web/src/api/schema.d.ts is up to date\n');
  });
});
