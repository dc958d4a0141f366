import * as z from 'zod';
import { idPattern } from '../../shared/contract/schemas.ts';
import { Failure } from './failure.ts';

export type Environment = Record<string, string | undefined>;

const settings = z.object({
  GIGS_API_URL: z.string().default('https://api.gigs.com'),
  GIGS_PROJECT: z.string('is missing').regex(idPattern, 'is not an id'),
  GIGS_KEY_SECRET_ID: z.string('is missing').min(1, 'is empty'),
});

export interface ToolSettings {
  readonly apiUrl: string;
  readonly project: string;
  readonly secretId: string;
}

/**
 * The settings that the tool shares with the functions.
 *
 * @throws Failure that names every bad setting with its reason, and never a value.
 */
export function readSettings(environment: Environment): ToolSettings {
  const result = settings.safeParse(environment);
  if (!result.success) {
    const reasons = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new Failure(
      'usage',
      `Bad settings: ${reasons.join('; ')}.`,
      'Set them as the functions have them, or use --local for what "npm start" runs on this machine.',
    );
  }
  const { GIGS_API_URL: apiUrl, GIGS_PROJECT: project, GIGS_KEY_SECRET_ID: secretId } = result.data;
  return { apiUrl, project, secretId };
}
