import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** The two tries of a reading, 1.5 s each, and what lies between them. */
const TRY_MS = 1500;
const TRIES = 2;
const WHOLE_MS = TRIES * TRY_MS + 500;

/** What a secret holds at the moment. */
export interface SecretText {
  readonly text: string;
  /** Since when it holds it, in milliseconds since the epoch. Null where that is not said. */
  readonly createdAt: number | null;
}

/**
 * Reads one secret's text from Secrets Manager, anew each time, `undefined` where it does not exist or holds no text.
 *
 * The reading rejects with the client's errors. They name the secret and the role, so they are not for answers.
 */
export function secretReader(secretId: string): () => Promise<SecretText | undefined> {
  let client: SecretsManagerClient | undefined;
  return async () => {
    client ??= connect();
    const controller = new AbortController();
    // The client's own limit ends with the headers. Without one for the whole, a body that never ends would hold up
    // every later reading too, since they share one.
    const timer = setTimeout(() => controller.abort(), WHOLE_MS);
    try {
      const command = new GetSecretValueCommand({ SecretId: secretId });
      const { SecretString: text, CreatedDate } = await client.send(command, { abortSignal: controller.signal });
      return text === undefined ? undefined : { text, createdAt: CreatedDate?.getTime() ?? null };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

function connect(): SecretsManagerClient {
  return new SecretsManagerClient({
    maxAttempts: TRIES,
    // Without throwOnRequestTimeout the client only warns when the limit is passed, and goes on waiting.
    requestHandler: { connectionTimeout: 1000, requestTimeout: TRY_MS, throwOnRequestTimeout: true },
  });
}
