import { extraUserId, mostExtraUsers, seedUsers } from '../gigs-sandbox/seed.ts';

/** Who can have a token on one machine, with their Gigs user ids in the sandbox. */
export const users = {
  jerry: seedUsers.jerry,
  elaine: seedUsers.elaine,
  kramer: seedUsers.kramer,
} as const;

/** `extra1` and so on are those that the sandbox has beside these where `SANDBOX_EXTRA_USERS` is set. */
export type UserName = keyof typeof users | `extra${number}`;

export function isUserName(name: unknown): name is UserName {
  return typeof name === 'string' && gigsUserOf(name) !== undefined;
}

/** The Gigs user id of somebody by name, `undefined` for nobody. */
export function gigsUserOf(name: string): string | undefined {
  if (Object.hasOwn(users, name)) return users[name as keyof typeof users];
  const number = Number(/^extra([1-9]\d{0,3})$/.exec(name)?.[1]);
  return number <= mostExtraUsers ? extraUserId(number) : undefined;
}
