import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createGateway } from '../../local/gateway/gateway.ts';
import { contractRoutes } from '../../local/gateway/routes.ts';
import { seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { type Operation, type OperationName, operations } from '../../shared/contract/operations.ts';
import {
  claimsWith,
  type KeyServer,
  newKey,
  type SigningKey,
  sign,
  startKeyServer,
} from '../local/gateway/key-server.ts';
import { expectDocumented } from '../rig/documented.ts';
import type { Answered, Instance } from '../rig/rig.ts';
import type { Canaries } from './canaries.ts';
import { type RawAnswer, RawClient } from './raw-client.ts';

export type User = keyof typeof seedUsers;

export interface DoorRequest {
  readonly method?: string;
  /** Path and query, as they go over the socket. */
  readonly target: string;
  /** A name may come more than once. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Whose token is sent; null for none. */
  readonly user?: User | null;
  /** Who asks, where `headers` have a token of their own. */
  readonly as?: User;
}

export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: DoorRequest['headers'];
  /** Text as it is, anything else as JSON with its content type. */
  readonly body?: unknown;
  readonly user?: User | null;
}

/** What API Gateway adds to answers, beside the function's. */
const gatewayHeaders = ['apigw-requestid', 'date', 'connection', 'keep-alive', 'content-length'];

/**
 * The public door: the gateway with its authorizer on a socket, and behind it an instance of the function. Whatever
 * comes out is looked through for what must stay inside.
 */
export class Door implements Disposable {
  readonly url: string;
  /** The one key that the authorizer believes, and the server where it learns of it. */
  readonly key: SigningKey;
  readonly keyServer: KeyServer;
  readonly #client: RawClient;
  readonly #canaries: Canaries;
  readonly #tokens = new Map<User, string>();
  readonly #close: () => void;

  private constructor(url: string, key: SigningKey, keyServer: KeyServer, canaries: Canaries, close: () => void) {
    this.url = url;
    this.key = key;
    this.keyServer = keyServer;
    this.#client = new RawClient(url);
    this.#canaries = canaries;
    this.#close = close;
  }

  static async open(instance: Instance, canaries: Canaries): Promise<Door> {
    const key = await newKey('k1');
    const keyServer = await startKeyServer([key.publicJwk]);
    const server = createGateway({
      routes: contractRoutes(instance.config.scopes),
      authorize: keyServer.authorize,
      invoke: (event) => instance.invoke(JSON.parse(JSON.stringify(event))),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new Door(`http://127.0.0.1:${port}`, key, keyServer, canaries, () => {
      server.close();
      server.closeAllConnections();
      keyServer[Symbol.dispose]();
    });
  }

  /** A token of this user's, with markers in the claims that no log and no answer may have. */
  async token(user: User, changes: Record<string, unknown> = {}): Promise<string> {
    const personal = ['email', 'name', 'phone_number', 'sid', 'given_name', 'custom:address'];
    const claims = Object.fromEntries(
      personal.map((name) => [name, this.#canaries.plant(`claim ${name} of a token of ${user}`)]),
    );
    const token = await sign(
      this.key,
      claimsWith({ ...claims, gigs_user: seedUsers[user], exp: inAnHour(), ...changes }),
    );
    this.#canaries.guard(`a token of ${user}`, token.slice(-40));
    return token;
  }

  async send({ method = 'GET', target, headers = {}, body = '', user = 'jerry', as }: DoorRequest): Promise<Answered> {
    const bytes = Buffer.from(body);
    const all = {
      host: 'api.example.com',
      ...(bytes.length > 0 && { 'content-length': String(bytes.length) }),
      ...(user !== null && { authorization: `Bearer ${await this.#tokenOf(user)}` }),
      ...headers,
    };
    const lines = Object.entries(all).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`));
    const head = Buffer.from(`${[`${method} ${target} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
    const who = as ?? user;
    return this.sendBytes(Buffer.concat([head, bytes]), who === null ? null : seedUsers[who]);
  }

  async sendBytes(bytes: string | Buffer, user: string | null = null): Promise<Answered> {
    const { status, headers, text }: RawAnswer = await this.#client.send(bytes);
    this.#canaries.look(text, { place: 'body', status, user });
    for (const [name, value] of Object.entries(headers)) {
      this.#canaries.look(`${name}: ${value}`, { place: 'header', status, user });
    }
    return { status, headers, body: /json/.test(headers['content-type'] ?? '') && text ? JSON.parse(text) : text };
  }

  /** A call of an operation. Rejects where the function's answer is not as openapi.json says. */
  async call(
    operation: OperationName,
    { params = {}, query = '', body, headers, user }: Asked = {},
  ): Promise<Answered> {
    const { method, path }: Operation = operations[operation];
    const filled = path.replace(/\{(\w+)\}/g, (_match, name: string) => params[name] ?? '');
    const answer = await this.send({
      method,
      target: `${filled}${query && `?${query}`}`,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(user !== undefined && { user }),
    });
    if (isFunctions(answer)) expectDocumented(operation, functionsOwn(answer));
    return answer;
  }

  [Symbol.dispose](): void {
    this.#client.close();
    this.#close();
  }

  async #tokenOf(user: User): Promise<string> {
    const token = this.#tokens.get(user) ?? (await this.token(user));
    this.#tokens.set(user, token);
    return token;
  }
}

/** Whether the function answered, and not the gateway. */
export function isFunctions({ headers }: Answered): boolean {
  return 'x-request-id' in headers;
}

/** An answer as the function gave it. */
export function functionsOwn({ status, headers, body }: Answered): Answered {
  const own = Object.entries(headers).filter(([name]) => !gatewayHeaders.includes(name));
  return { status, headers: Object.fromEntries(own), body };
}

function inAnHour(): number {
  return Math.floor(Date.now() / 1000) + 3600;
}
