import { describe, expect, it } from 'vitest';
import document from '../../openapi.json' with { type: 'json' };
import { documents, snippetsIn } from './snippets.ts';

// No compiler for Swift or Kotlin is here. What their snippets name of the contract is held against it all the same.
const guide = (await documents()).get('docs/clients.md') ?? '';
const snippets = snippetsIn('docs/clients.md', guide);
const swift = textsOf('swift');
const kotlin = textsOf('kotlin');
const codes = document.components.schemas.Problem.properties.code.enum;
const buying = document.paths['/v1/subscriptions/{subscription}/purchases'].post;

/** What Swift OpenAPI Generator calls the statuses. */
const swiftNames: Readonly<Record<string, string>> = {
  created: '201',
  accepted: '202',
  badRequest: '400',
  paymentRequired: '402',
  forbidden: '403',
  notFound: '404',
  conflict: '409',
  unprocessableContent: '422',
  tooManyRequests: '429',
  badGateway: '502',
  serviceUnavailable: '503',
};

function textsOf(language: string): string {
  return snippets
    .filter((snippet) => snippet.language === language)
    .map(({ text }) => text)
    .join('\n');
}

function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];
}

const inCamelCase = (code: string) => code.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());

describe('the guide for Swift and Kotlin', () => {
  it('calls the operation as it is called, with what it needs', () => {
    expect(buying.operationId).toBe('buyTopUp');
    expect(swift).toContain('client.buyTopUp(');
    expect(kotlin).toContain('api.buyTopUpWithHttpInfo(');
    expect(document.components.schemas.PurchaseRequest.required).toEqual(['addon', 'price']);
    // Kotlin's classes of operations are named after their tag.
    expect(found(kotlin, /\b(\w+)Api\(/g)).toEqual(buying.tags);
  });

  it('names statuses that there are', () => {
    const handled = found(swift, /case \.(\w+)(?=[(:,]| where)/g)
      .concat(found(swift, /, \.(\w+)(?=[,:])/g))
      .filter((name) => name !== 'applicationProblemJson');
    expect(handled.length).toBeGreaterThan(8);
    for (const name of handled) {
      expect(swiftNames, name).toHaveProperty(name);
      expect(buying.responses, name).toHaveProperty(swiftNames[name] ?? '');
    }
  });

  it('names problem codes that there are', () => {
    const named = [
      ...found(swift, /notBought\(purchase, "([a-z-]+)"/g).filter((code) => code !== 'not-possible'),
      ...found(kotlin, /"([a-z]+(?:-[a-z]+)+)"/g).filter((name) => name !== 'retry-after'),
      ...found(guide, /`([a-z]+(?:-[a-z]+)+)`/g),
    ];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((code) => !codes.includes(code))).toEqual([]);
    const swiftCodes = found(swift, /problem\.code == \.(\w+)/g);
    expect(swiftCodes).toHaveLength(3);
    for (const code of swiftCodes) expect(codes.map(inCamelCase)).toContain(code);
  });
});
