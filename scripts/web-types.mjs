// `npm run web:types [-- [--check] URL]`: the types of web/src/api/schema.d.ts, from the description of a running API.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const FILE = fileURLToPath(new URL('../web/src/api/schema.d.ts', import.meta.url));

/** What the dashboard needs to know of the API, as TypeScript: problems have one type, and are not repeated for each route. */
async function webTypes(description) {
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  const whole = structuredClone(description);
  for (const path of Object.values(whole.paths)) {
    for (const operation of Object.values(path)) {
      delete operation.description;
      delete operation.security;
      for (const parameter of operation.parameters ?? []) {
        delete parameter.description;
        delete parameter.example;
      }
      const good = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
      operation.responses = Object.fromEntries(good);
    }
  }
  return `${HEADER}${astToString(await openapiTypescript(whole, { alphabetize: true }))}`;
}

const HEADER = '// Made by `npm run web:types` from /docs-json: change the API instead.\n';

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const args = process.argv.slice(2);
  const check = args[0] === '--check' && args.shift() !== undefined;
  const response = await fetch(args[0] ?? 'http://127.0.0.1:3000/docs-json');
  const types = await webTypes(await response.json());
  if (!check) {
    writeFileSync(FILE, types);
  } else if (readFileSync(FILE, 'utf8') === types) {
    console.log('web/src/api/schema.d.ts is up to date');
  } else {
    console.error('web/src/api/schema.d.ts is not what the API is: npm run web:types');
    process.exitCode = 1;
  }
}
