/** The ports of everything on one machine, in a row that begins at `PORT`. */
export interface Ports {
  readonly service: number;
  readonly gigsSandbox: number;
  readonly identityProvider: number;
  readonly dynamoDb: number;
  readonly secretsManager: number;
}

const defaultPort = 8787;
const lastOffset = 4;

/**
 * The ports that the setting `PORT` stands for; 8787 where there is none.
 *
 * @throws Error when it is no port, or one with too few others behind it.
 */
export function readPorts(setting: string | undefined): Ports {
  const service = setting === undefined ? defaultPort : Number(setting);
  const highest = 65_535 - lastOffset;
  if (!/^\d{1,5}$/.test(setting ?? String(defaultPort)) || service < 1 || service > highest) {
    throw new Error(`PORT is not a whole number from 1 to ${highest}`);
  }
  return {
    service,
    gigsSandbox: service + 1,
    identityProvider: service + 2,
    dynamoDb: service + 3,
    secretsManager: service + lastOffset,
  };
}
