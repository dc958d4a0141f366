import type { Addon } from './resources.ts';
import { rfc3339 } from './time.ts';

/** An add-on as the sandbox keeps it: what the update, publish and archive operations change is not read-only. */
export interface AddonRecord
  extends Omit<
    Addon,
    | 'object'
    | 'createdAt'
    | 'name'
    | 'description'
    | 'status'
    | 'data'
    | 'dataUnit'
    | 'sms'
    | 'smsUnit'
    | 'voice'
    | 'voiceUnit'
  > {
  /** In ms since the epoch. */
  readonly createdAt: number;
  name: string;
  description: string | null;
  status: Addon['status'];
}

/** The deprecated members say unlimited as -1. */
const deprecatedAmount = (allowance: number | null) => allowance ?? -1;

/** The add-on as Gigs shows it. */
export function showAddon(addon: AddonRecord): Addon {
  const { allowances, createdAt, ...rest } = addon;
  return {
    object: 'addon',
    ...rest,
    allowances,
    createdAt: rfc3339(createdAt),
    data: deprecatedAmount(allowances.dataBytes),
    dataUnit: 'byte',
    sms: deprecatedAmount(allowances.smsMessages),
    smsUnit: 'message',
    voice: deprecatedAmount(allowances.voiceSeconds),
    voiceUnit: 'second',
  };
}
