import { createTopUpsClient, type TopUpsClient } from '../../../client/src/top-ups-client.ts';
import type { Journal } from './journal.ts';

export const people = {
  jerry: { name: 'Jerry', about: 'A dozen top-ups in US dollars' },
  elaine: { name: 'Elaine', about: 'Euros, and one in yen' },
  kramer: { name: 'Kramer', about: '230 top-ups, and two lines' },
} as const;

export type UserName = keyof typeof people;

const userEntry = 'demo.user';

/** Who is signed in, also after the page was loaded anew. */
export function rememberedUser(): UserName | null {
  const name = localStorage.getItem(userEntry);
  return name !== null && Object.hasOwn(people, name) ? (name as UserName) : null;
}

export function rememberUser(user: UserName | null): void {
  if (user) localStorage.setItem(userEntry, user);
  else localStorage.removeItem(userEntry);
}

/** The client of who is signed in. Its token is asked for when it is first needed, and when the service refuses it. */
export function clientFor(user: UserName, journal: Journal): TopUpsClient {
  let token: Promise<string> | undefined;
  return createTopUpsClient({
    baseUrl: location.origin,
    getToken({ refresh }) {
      if (refresh) token = undefined;
      token ??= fetchToken(user).catch((error) => {
        token = undefined;
        throw error;
      });
      return token;
    },
    storage: {
      get: async (name) => localStorage.getItem(name),
      set: async (name, value) => localStorage.setItem(name, value),
      remove: async (name) => localStorage.removeItem(name),
    },
    account: user,
    fetch: journal.fetch,
  });
}

async function fetchToken(user: UserName): Promise<string> {
  const response = await fetch('/demo/token', { method: 'POST', body: JSON.stringify({ user }) });
  const { token, message } = (await response.json()) as { token?: string; message?: string };
  if (!token) throw new Error(message);
  return token;
}
