/** Where something that left a function was seen. */
type Place = 'body' | 'header' | 'log';

/**
 * What the seed data, the tokens and the settings of every test have, and nobody outside may see: ids of people and
 * organisations, API keys, tokens, e-mail addresses, names, addresses, SIM numbers.
 */
const inside = new RegExp(
  [
    String.raw`\b(?:usr|org|sim|cov|dev|acc)_[A-Za-z0-9]{8,}`,
    String.raw`\bgpk_\w{4,}`,
    String.raw`\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+`,
    String.raw`@seinfeld\.example`,
    String.raw`\b(?:Seinfeld|Elaine Benes|Cosmo Kramer|Costanza|West 81st Street|Vandelay)\b`,
    String.raw`\b8988307\d{13}\b`,
  ].join('|'),
);

/** What an answer may show its owner, and no log line may have. */
const insideLogs = /\+1212555\d{4}|\bpk_test_\w+|support@gigs\.com|\bBearer\b/i;

const leaks = new Set<string>();
let looks = 0;

/** What must stay inside and is in a text that left a function, undefined where there is nothing. */
export function leakIn(text: string, place: Place): string | undefined {
  return (inside.exec(text) ?? (place === 'log' ? insideLogs.exec(text) : null))?.[0];
}

/** Looks through what left a function, in whatever test. What is found fails the file at its end. */
export function lookForLeaks(text: string, place: Place): void {
  looks += 1;
  const found = leakIn(text, place);
  if (found !== undefined) leaks.add(`${found} in a ${place}: ${text.slice(0, 500)}`);
}

/** The same for a line that a process wrote, where it is one of a function's log or metrics. */
export function lookForLeaksInLine(line: string): void {
  if (/^\{.*"(?:message|_aws)":/.test(line)) lookForLeaks(line, 'log');
}

/** What was found so far in this file, and how many texts were looked through. */
export function watched(): { readonly leaks: readonly string[]; readonly looks: number } {
  return { leaks: [...leaks], looks };
}
