import { readFile, writeFile } from 'node:fs/promises';
import { openApiDocument } from './openapi-document.ts';

// Usage: npm run openapi            writes openapi.json anew from the routes
//        npm run openapi -- --check says whether it is what the routes make

const file = new URL('../openapi.json', import.meta.url);
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8')) !== text) {
    console.error('openapi.json is not what the routes make. Run `npm run openapi` and commit it.');
    process.exit(1);
  }
  console.log('openapi.json is what the routes make.');
} else {
  await writeFile(file, text);
  console.log('openapi.json written.');
}
