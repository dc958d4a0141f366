/**
 * Claims as API Gateway hands them to a function: every value a string. An array is `[a b]`, an object its JSON; a claim
 * that is null is left out.
 */
export function claimsAsStrings(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(claims).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, asString(value)]));
}

function asString(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asString).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The scopes of a token: the words of `scope` and of `scp`, each a string of words or a list of them. */
export function scopesOf({ scope, scp }: Readonly<Record<string, unknown>>): string[] {
  return [scope, scp]
    .flat()
    .flatMap((words) => (typeof words === 'string' ? words.split(' ') : []))
    .filter(Boolean);
}
