import { seedUsers } from '../gigs-sandbox/seed.ts';

/** Who can have a token on one machine, with their Gigs user ids in the sandbox. */
export const users = {
  jerry: seedUsers.jerry,
  elaine: seedUsers.elaine,
  kramer: seedUsers.kramer,
} as const;

export type UserName = keyof typeof users;

export function isUserName(name: unknown): name is UserName {
  return typeof name === 'string' && Object.hasOwn(users, name);
}
