import * as z from 'zod/mini';
import {
  createDocument,
  type ZodOpenApiHeadersObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Route } from '../functions/api/route.ts';
import { routes } from '../functions/api/routes.ts';
import packageFile from '../package.json' with { type: 'json' };
import { type Access, operations } from '../shared/contract/operations.ts';
import { type ProblemCode, problems } from '../shared/contract/problems.ts';
import * as schemas from '../shared/contract/schemas.ts';
import { withPlainNullables } from './plain-nullables.ts';

/** The names of the schemas in the document. */
const named = {
  Money: schemas.money,
  Project: schemas.project,
  Subscription: schemas.subscription,
  SubscriptionList: schemas.subscriptionList,
  TopUp: schemas.topUp,
  TopUpList: schemas.topUpList,
  SubscriptionAddon: schemas.subscriptionAddon,
  SubscriptionAddonList: schemas.subscriptionAddonList,
  Purchase: schemas.purchase,
  PurchaseList: schemas.purchaseList,
  PurchaseRequest: schemas.purchaseRequest,
  Problem: schemas.problem,
  ProblemPage: schemas.problemPage,
};

/** Problems that an operation of this access may always answer with. */
const anyone: readonly ProblemCode[] = ['invalid-request', 'not-found', 'body-too-large', 'internal-error'];
const signedIn: readonly ProblemCode[] = ['unauthenticated', 'insufficient-scope', 'too-many-requests'];

/** The OpenAPI 3.1 document of all routes. */
export function openApiDocument(): object {
  for (const [id, schema] of Object.entries(named)) z.globalRegistry.add(schema, { id });
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Gigs top-ups',
        version: packageFile.version,
        description:
          'What a mobile app may do with the top-ups of its user: list, buy, see and end them. Money is in minor units. ' +
          'In an allowance `null` is unlimited and `0` is none. Every enum may also have the value `unknown`: treat a ' +
          'value that you do not know like it. Unknown members and parameters are refused.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'The address at which this document was found.' }],
      tags: tags.map(({ name, description }) => ({ name, description })),
      security: [{ accessToken: [] }],
      paths: pathsOf(routes),
      components: {
        securitySchemes: {
          accessToken: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: "An access token of the operator's OpenID provider, with the scope of the operation.",
          },
        },
      },
    },
    {
      outputIdSuffix: '',
      // Answers may get new members without a new version, so nobody is told to refuse them.
      override: ({ jsonSchema, zodSchema, io }) => {
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        if (zodSchema === schemas.time) jsonSchema.format = 'date-time';
        // Generators of Kotlin take an integer without a format for one of 32 bits, and 10 GB has more bytes than that.
        if (jsonSchema.type === 'integer') jsonSchema.format = 'int64';
      },
    },
  );
  return withPlainNullables(document);
}

const tags = [
  { name: 'Top-ups', description: 'What can be bought.' },
  { name: 'Purchases', description: 'Buying, once, and what became of it.' },
  { name: 'Add-ons', description: 'What the line has.' },
  { name: 'Lines', description: 'The project, and the lines of the user.' },
  { name: 'Service', description: 'Public: the service about itself.' },
] as const;

function tagOf(path: string): (typeof tags)[number]['name'] {
  if (path.endsWith('/top-ups')) return 'Top-ups';
  if (path.includes('/purchases')) return 'Purchases';
  if (path.includes('/addons')) return 'Add-ons';
  return path.startsWith('/v1/') ? 'Lines' : 'Service';
}

function pathsOf(all: readonly Route[]): Record<string, Record<string, ZodOpenApiOperationObject>> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of all) {
    const { path, method, access } = operations[route.operation];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(route, path, access) };
  }
  return paths;
}

function operationOf(route: Route, path: string, access: Access): ZodOpenApiOperationObject {
  const { request } = route;
  return {
    operationId: route.operation,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    tags: [tagOf(path)],
    security: access === 'public' ? [] : [{ accessToken: [] }],
    requestParams: {
      ...(request.params && { path: request.params as z.ZodMiniObject }),
      ...(request.query && { query: request.query as z.ZodMiniObject }),
      ...(route.requestHeaders && { header: headersIn(route.requestHeaders) }),
    },
    ...(request.body && { requestBody: { required: true, content: { 'application/json': { schema: request.body } } } }),
    responses: { ...answersOf(route), ...problemsOf(route, access) },
  };
}

function headersIn(headers: NonNullable<Route['requestHeaders']>): z.ZodMiniObject {
  const entries = Object.entries(headers).map(([name, { description, required }]) => {
    const text = z.string().register(z.globalRegistry, { description });
    return [name, required ? text : z.optional(text)];
  });
  return z.object(Object.fromEntries(entries));
}

function headersOut(headers: Readonly<Record<string, string>>): ZodOpenApiHeadersObject {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' as const } }]),
  );
}

const requestId = { 'X-Request-Id': 'Names the request in our logs.' };

function answersOf(route: Route): ZodOpenApiResponsesObject {
  const answers = Object.entries(route.answers).map(([status, { description, body, orText, headers }]) => [
    status,
    {
      description,
      headers: headersOut({ ...requestId, ...headers }),
      ...(body && {
        content: {
          'application/json': { schema: body },
          ...(orText && { 'text/plain': { schema: z.string() } }),
        },
      }),
    },
  ]);
  return Object.fromEntries(answers);
}

function problemsOf(route: Route, access: Access): ZodOpenApiResponsesObject {
  const codes = new Set([...anyone, ...(access === 'public' ? [] : signedIn), ...route.problems]);
  if (route.request.body) codes.add('unsupported-media-type');
  const statuses = [...new Set([...codes].map((code) => problems[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      problemAnswer(
        status,
        [...codes].filter((code) => problems[code].status === status),
      ),
    ]),
  );
}

const gatewayMessage = z.object({ message: z.string() });

/** Statuses with which API Gateway itself may answer, in its own form. */
const gatewayStatuses = new Set([401, 403, 404, 413, 429, 500, 503]);

const failedPurchase = {
  Location: 'The purchase that failed.',
  'Idempotent-Replayed': '`true` where this is the outcome of an earlier request with the same key.',
};
const waits = { 'Retry-After': 'Seconds.' };
const otherPurchase = { Location: "The purchase that it is about, where it is the caller's." };

const problemHeaders: Readonly<Partial<Record<ProblemCode, Readonly<Record<string, string>>>>> = {
  unauthenticated: { 'WWW-Authenticate': '`Bearer`.' },
  'payment-declined': failedPurchase,
  'purchase-in-progress': { ...otherPurchase, ...waits },
  'purchase-unresolved': { ...otherPurchase, ...waits },
  'recent-purchase': otherPurchase,
  'purchase-refused': failedPurchase,
  'too-many-requests': waits,
  'purchase-limit': waits,
  'purchase-not-completed': failedPurchase,
  'gigs-unavailable': waits,
  'service-unavailable': waits,
  'purchases-paused': waits,
};

function problemAnswer(status: number, codes: readonly ProblemCode[]): ZodOpenApiResponsesObject[`${1}${string}`] {
  const isGateways = gatewayStatuses.has(status);
  const meanings = codes.map((code) => `\`${code}\`: ${problems[code].title}.`);
  if (isGateways) meanings.push('Where the type is not problem+json, the gateway answered: go by the status.');
  return {
    description: meanings.join(' '),
    headers: headersOut(Object.assign({ ...requestId }, ...codes.map((code) => problemHeaders[code]))),
    content: {
      'application/problem+json': { schema: schemas.problem },
      ...(isGateways && { 'application/json': { schema: gatewayMessage } }),
    },
  };
}
