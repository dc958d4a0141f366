import { connectGigsAdministration, type GigsAdministration } from '../../shared/gigs/administration.ts';
import type { Call } from '../../shared/gigs/call.ts';
import { connectGigs } from '../../shared/gigs/connect.ts';
import type { Gigs } from '../../shared/gigs/gigs.ts';
import { createGigsKey, type GigsKey } from '../../shared/gigs-key.ts';
import { secretReader } from '../../shared/secret.ts';
import { Failure, type Whereabouts } from './failure.ts';
import { type Environment, readSettings } from './settings.ts';

/** A person waits, not an app: slow is better than failed. */
const GET_TIMEOUT_MS = 10_000;
const POST_TIMEOUT_MS = 20_000;
const CALL_MS = 45_000;

/** Gigs, as an operator of one project reaches it. */
export interface OperatorGigs {
  readonly gigs: Gigs;
  readonly administration: GigsAdministration;
  readonly key: GigsKey;
  readonly project: string;
  readonly apiUrl: string;
  readonly secretId: string;
  readonly isLocal: boolean;
  /** The limits of a call that begins now. */
  call(): Call;
}

export interface ConnectOptions {
  /** What `npm start` or `npm run world` runs on this machine, instead of what the environment names. */
  readonly local?: boolean;
  /** Another project than the environment's. */
  readonly project?: string | undefined;
}

/**
 * Gigs, by the settings of the environment. Nothing is called or read yet. The AWS SDK reads the process's environment
 * itself, so with `local` the stand-ins' settings are put into it.
 *
 * @throws Failure where a setting is bad.
 */
export async function connectOperator(environment: Environment, options: ConnectOptions): Promise<OperatorGigs> {
  const isLocal = options.local === true;
  if (isLocal) Object.assign(environment, await localEnvironment(environment['PORT']));
  const { apiUrl, secretId, ...settings } = readSettings(environment);
  const project = options.project ?? settings.project;
  const key = createGigsKey({ readSecret: secretReader(secretId), cacheSeconds: 300, now: Date.now });
  const connection = {
    apiUrl,
    project,
    keys: key,
    getTimeoutMs: GET_TIMEOUT_MS,
    postTimeoutMs: POST_TIMEOUT_MS,
    now: Date.now,
    random: Math.random,
    fetch,
    observe: () => {},
  };
  try {
    return {
      gigs: connectGigs(connection),
      administration: connectGigsAdministration(connection),
      key,
      project,
      apiUrl,
      secretId,
      isLocal,
      call: () => ({ answerBy: Date.now() + CALL_MS }),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failure('usage', `${error.message}.`, 'GIGS_API_URL and GIGS_PROJECT say where to go.');
  }
}

async function localEnvironment(port: string | undefined): Promise<Environment> {
  // Loaded only here: they bring the whole local world along.
  const [{ environmentFor }, { readPorts }] = await Promise.all([
    import('../../local/environment.ts'),
    import('../../local/ports.ts'),
  ]);
  try {
    return environmentFor(readPorts(port));
  } catch (error) {
    throw new Failure('usage', `Bad settings: ${error instanceof Error ? error.message : error}.`);
  }
}

/** What an explanation of an error may name. */
export function whereaboutsOf({ apiUrl, secretId, isLocal, key }: OperatorGigs): Whereabouts {
  return { apiUrl, secretId, isLocal, key: key.describe() };
}
