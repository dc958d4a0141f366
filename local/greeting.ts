import { randomUUID } from 'node:crypto';
import { seedAddons, seedSubscriptions } from './gigs-sandbox/seed.ts';
import type { Ports } from './ports.ts';

/** Where everything outside the service is. */
export function worldAddresses(ports: Ports): string {
  return `Gigs sandbox       ${at(ports.gigsSandbox)}
Identity provider  ${at(ports.identityProvider)}
DynamoDB           ${at(ports.dynamoDb)}
Secrets Manager    ${at(ports.secretsManager)}`;
}

/** Where the service is, a shop on it, and how to look at its API. */
export function serviceAddresses(ports: Ports): string {
  return `Storefront         ${at(ports.service)}/demo
Service            ${at(ports.service)}
API reference      ${at(ports.service)}/reference`;
}

/**
 * A token for Jerry and one request after the other to paste: what he can buy, buying it, what became of it,
 * what his line has, ending it.
 */
export function firstRequests(ports: Ports, token: string): string {
  const key = randomUUID();
  const subscription = `${at(ports.service)}/v1/subscriptions/${seedSubscriptions.jerry}`;
  const bearer = `-H 'Authorization: Bearer ${token}'`;
  const body = JSON.stringify({ addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } });
  // Ids that are made on the way are found out by the pasted line itself.
  const idIn = (list: string, prefix: string) =>
    `$(curl -s '${subscription}/${list}' ${bearer} | grep -o '${prefix}_[A-Za-z0-9_-]*' | head -n 1)`;
  return `A token for Jerry, good for 12 hours (more: npm run -s token -- elaine):

${token}

What his subscription can buy:

curl -s '${subscription}/top-ups' ${bearer}

Buy a gigabyte (again with the same key, it is the same purchase):

curl -s '${subscription}/purchases' -H 'Idempotency-Key: ${key}' -H 'Content-Type: application/json' -d '${body}' ${bearer}

What became of it:

curl -s "${subscription}/purchases/${idIn('purchases?limit=1', 'pur')}" ${bearer}

What his line has now: active, two seconds after it was bought (the request waits for it):

curl -s "${subscription}/addons$(sleep 3)" ${bearer}

End it:

curl -s -X DELETE "${subscription}/addons/${idIn('addons?status=active&limit=1', 'sad')}" ${bearer}
`;
}

function at(port: number): string {
  return `http://localhost:${port}`;
}
