import { describe, expect, it } from 'vitest';
import { setup } from './setup.ts';

describe('the address of Gigs', () => {
  it.each([
    'https://api.gigs.com',
    'https://api.gigs.com/',
    'http://127.0.0.1:8788',
    'http://localhost:1',
    'http://[::1]:1',
  ])('may be %s', (apiUrl) => {
    expect(() => setup(apiUrl)).not.toThrow();
  });

  it.each([
    '',
    'api.gigs.com',
    'https://api.gigs.com/v1',
    'https://api.gigs.com//',
    'https://api.gigs.com?x=1',
    'https://api.gigs.com#x',
    'https://user:password@api.gigs.com',
    'http://api.gigs.com',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'ftp://api.gigs.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ])('may not be %s, and is not repeated', (apiUrl) => {
    expect(() => setup(apiUrl)).toThrow(
      /^The Gigs API URL (is no origin|must begin with https:, or lead to this machine)$/,
    );
  });
});

it.each(['', '..', 'gigs/credentials', 'gigs\n', 'a'.repeat(65)])('does not take %j for a project', (project) => {
  expect(() => setup('https://api.gigs.com', { project })).toThrow('The Gigs project is no id');
});
