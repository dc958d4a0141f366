import * as z from 'zod';

/** The ports of everything on one machine, in a row that begins at `PORT`. */
export interface Ports {
  readonly service: number;
  readonly gigsSandbox: number;
  readonly identityProvider: number;
  readonly dynamoDb: number;
  readonly secretsManager: number;
}

const highestPort = 65_535 - 4;

/** The ports of everything when the service is on this one. */
export function portsFrom(service: number): Ports {
  return {
    service,
    gigsSandbox: service + 1,
    identityProvider: service + 2,
    dynamoDb: service + 3,
    secretsManager: service + 4,
  };
}

export const defaultPorts = portsFrom(8787);

/** The setting `PORT`, as the ports that it stands for. */
export const portSetting = z
  .string()
  .regex(/^\d{1,5}$/, 'is not a whole number')
  .transform(Number)
  .pipe(z.number().min(1, 'is less than 1').max(highestPort, `is more than ${highestPort}`))
  .transform(portsFrom)
  .default(defaultPorts);

/** The ports that the setting stands for. Throws an Error that says what is wrong with it. */
export function readPorts(setting: string | undefined): Ports {
  const result = portSetting.safeParse(setting);
  if (result.success) return result.data;
  throw new Error(`PORT ${result.error.issues[0]?.message}`);
}
