import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { listen, localHost } from '../../../local/listen.ts';
import { type Item, subscriptionIn } from '../../../shared/purchases/ledger-items.ts';

/** As they go over the wire. */
export type WireItem = Record<string, { S?: string; N?: string; B?: string }>;

interface Input {
  readonly Key?: WireItem;
  readonly Item?: WireItem;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: WireItem;
  readonly RequestItems?: Record<string, { Keys: WireItem[] } & { PutRequest: { Item: WireItem } }[]>;
  readonly IndexName?: string;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: WireItem;
}

/**
 * DynamoDB as far as the ledger table needs it, in memory: what the stand-in of one machine does too slowly to hold a
 * million ledgers. It knows the few conditions that this service writes, and indexes by scanning what is due.
 */
export class SimulatedTable implements AsyncDisposable {
  readonly items = new Map<string, WireItem>();
  readonly url: string;
  /**
   * The ledger of every subscription for which nothing was laid down. A purchase on it leaves no trace once it is over,
   * so that each finds the same.
   */
  everySubscription: ((subscription: string) => Item | undefined) | undefined;
  readonly #due = new Map<string, WireItem>();
  readonly #close: () => Promise<void>;
  requests = 0;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
  }

  static async start(): Promise<SimulatedTable> {
    let table: SimulatedTable | undefined;
    const server = createServer(async (request, response) => {
      const operation = request.headers['x-amz-target']?.toString().split('.').at(-1) ?? '';
      const answer = table?.run(operation, (await json(request)) as object);
      const headers = { 'content-type': 'application/x-amz-json-1.0' };
      if (answer) response.writeHead(200, headers).end(JSON.stringify(answer));
      else response.writeHead(400, headers).end('{"__type":"ConditionalCheckFailedException"}');
    });
    const { port, close } = await listen(server, 0);
    table = new SimulatedTable(`http://${localHost}:${port}`, close);
    return table;
  }

  /** Lays an item down, as the store makes it, as if it had always been there. */
  put(item: WireItem | Item): void {
    const stored = onTheWire(item);
    const name = nameOf(stored);
    this.items.set(name, stored);
    if (stored['dueAt']) this.#due.set(name, stored);
    else this.#due.delete(name);
  }

  clear(): void {
    this.items.clear();
    this.#due.clear();
  }

  /** How many ledgers want to be looked at. */
  countDue(): number {
    return [...this.#due.values()].filter(({ dueAt }) => Number(dueAt?.N) <= Date.now()).length;
  }

  /** @returns undefined where the condition failed */
  run(operation: string, input: object): object | undefined {
    this.requests += 1;
    return this.#run(operation, input);
  }

  #run(operation: string, input: Input): object | undefined {
    switch (operation) {
      case 'GetItem':
        return { Item: this.#get(input.Key) };
      case 'BatchGetItem':
        return {
          Responses: mapValues(input.RequestItems, ({ Keys }) => Keys.flatMap((key) => this.#get(key) ?? [])),
          UnprocessedKeys: {},
        };
      case 'PutItem':
        return this.#putIf(input);
      case 'BatchWriteItem':
        for (const requests of Object.values(input.RequestItems ?? {})) {
          for (const { PutRequest } of requests) this.put(PutRequest.Item);
        }
        return { UnprocessedItems: {} };
      case 'Query':
        return input.IndexName === 'due' ? this.#queryDue(input) : { Items: [] };
      default:
        throw new Error(`The simulated table has no ${operation}`);
    }
  }

  #forget(item: WireItem): void {
    this.items.delete(nameOf(item));
    this.#due.delete(nameOf(item));
  }

  #get(key: WireItem = {}): WireItem | undefined {
    const stored = this.items.get(nameOf(key));
    if (stored || key['sk']?.S !== 'ledger') return stored;
    const everywhere = this.everySubscription?.(subscriptionIn(key as Item));
    return everywhere && onTheWire(everywhere);
  }

  #putIf({ Item = {}, ConditionExpression = '', ExpressionAttributeValues: values = {} }: Input): object | undefined {
    const stored = this.#get(Item);
    const isMet =
      (ConditionExpression.includes('attribute_not_exists(pk)') && stored === undefined) ||
      (ConditionExpression.includes('version = :before') && stored?.['version']?.N === values[':before']?.N) ||
      (ConditionExpression.includes('turnUntil <= :now') &&
        Number(stored?.['turnUntil']?.N) <= Number(values[':now']?.N));
    if (ConditionExpression !== '' && !isMet) return undefined;
    if (this.everySubscription && Item['sk']?.S === 'ledger' && !Item['dueAt']) this.#forget(Item);
    else this.put(Item);
    return {};
  }

  #queryDue({ ExpressionAttributeValues: values = {}, Limit = 100, ExclusiveStartKey }: Input): object {
    const now = Number(values[':now']?.N);
    const after = Number(ExclusiveStartKey?.['dueAt']?.N ?? -1);
    const due = [...this.#due.values()]
      .filter(({ dueAt }) => Number(dueAt?.N) <= now && Number(dueAt?.N) > after)
      .sort((a, b) => Number(a['dueAt']?.N) - Number(b['dueAt']?.N));
    const Items = due.slice(0, Limit).map(({ pk, sk, duePartition, dueAt }) => ({ pk, sk, duePartition, dueAt }));
    return { Items, ...(due.length > Limit && { LastEvaluatedKey: Items.at(-1) }) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

function nameOf(key: WireItem = {}): string {
  return `${key['pk']?.S} ${key['sk']?.S}`;
}

/** Binary as it is sent, in Base64. */
function onTheWire(item: WireItem | Item): WireItem {
  const members = Object.entries(item).map(([name, value]) => {
    const { B: binary } = value as { readonly B?: string | Uint8Array };
    return [name, binary instanceof Uint8Array ? { B: Buffer.from(binary).toString('base64') } : value];
  });
  return Object.fromEntries(members) as WireItem;
}

/** The same as the AWS client gives it. */
export function offTheWire(item: WireItem): Item {
  const members = Object.entries(item).map(([name, value]) => [
    name,
    value.B === undefined ? value : { B: Buffer.from(value.B, 'base64') },
  ]);
  return Object.fromEntries(members) as Item;
}

function mapValues<In, Out>(given: Record<string, In> = {}, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, change(value)]));
}
