import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDemoPages } from './demo/demo-pages.ts';
import type { Functions } from './functions.ts';
import { createAuthorizer } from './gateway/authorizer.ts';
import { isOnThisMachine } from './gateway/cors.ts';
import { createGateway } from './gateway/gateway.ts';
import { referencePages } from './gateway/reference-page.ts';
import { contractRoutes } from './gateway/routes.ts';
import { audience, issuerAt, keysUrlOf } from './identity/identity-provider.ts';
import { listen, localHost } from './listen.ts';
import type { Ports } from './ports.ts';
import type { LocalSettings } from './settings.ts';
import { scheduleSettlement } from './settlement-schedule.ts';
import { takePort } from './take-port.ts';

/**
 * Starts the service: the gateway in front of the API function, and the schedule of the settlement function. It lives
 * as long as the process.
 *
 * @throws Error when its port is taken.
 */
export async function startService(settings: LocalSettings, { api, settlement }: Functions): Promise<void> {
  const { ports, scopes, settlementEverySeconds } = settings;
  const gateway = createGateway({
    routes: contractRoutes(scopes),
    authorize: createAuthorizer({
      issuer: issuerAt(ports.identityProvider),
      audience,
      keysUrl: keysUrlOf(`http://${localHost}:${ports.identityProvider}`),
    }),
    invoke: api.invoke,
    // Pages for the developer of one machine, beside the routes of the contract.
    localPages: { ...referencePages, ...createDemoPages(ports) },
    allowOrigin: isOnThisMachine,
  });
  await takePort('the service', ports.service, (port) => listen(gateway, port));
  scheduleSettlement(settlement, settlementEverySeconds);
}

/**
 * Waits until something listens on every port of the world, so that both halves can be started at once.
 *
 * @throws Error that names what is missing after 3 s.
 */
export async function findWorld({ gigsSandbox, identityProvider, dynamoDb, secretsManager }: Ports): Promise<void> {
  const parts = {
    'the Gigs sandbox': gigsSandbox,
    'the identity provider': identityProvider,
    DynamoDB: dynamoDb,
    'Secrets Manager': secretsManager,
  };
  const giveUpAt = Date.now() + 3000;
  for (const [name, port] of Object.entries(parts)) {
    while (!(await listensOn(port))) {
      if (Date.now() > giveUpAt) {
        throw new Error(`Nothing listens on port ${port}, where ${name} should be: start it with "npm run world"`);
      }
      await sleep(100);
    }
  }
}

function listensOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, localHost);
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
