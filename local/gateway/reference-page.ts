import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { LocalPage, LocalPages } from './local-pages.ts';

const require = createRequire(import.meta.url);

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>API reference</title>
<link rel="stylesheet" href="/reference/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"></div>
<script src="/reference/swagger-ui-bundle.js"></script>
<script src="/reference/start.js"></script>
</body>
</html>
`;

// Without a validator: the page asks nobody but this machine.
const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: true,
});
`;

// Whatever the viewer might try to load from elsewhere, the browser refuses.
const securityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** `GET /reference`: the API's OpenAPI document to read and to try, without a request that leaves this machine. */
export const referencePages: LocalPages = {
  '/reference': page('text/html; charset=utf-8', async () => Buffer.from(html)),
  '/reference/start.js': page('text/javascript; charset=utf-8', async () => Buffer.from(start)),
  '/reference/swagger-ui-bundle.js': asset(
    'text/javascript; charset=utf-8',
    require.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
  ),
  '/reference/swagger-ui.css': asset('text/css; charset=utf-8', require.resolve('swagger-ui-dist/swagger-ui.css')),
};

function asset(type: string, file: string): LocalPage {
  return page(type, () => readFile(file));
}

function page(type: string, read: () => Promise<Buffer>): LocalPage {
  return async () => ({
    status: 200,
    headers: [
      ['content-type', type],
      ['content-security-policy', securityPolicy],
    ],
    body: await read(),
  });
}
