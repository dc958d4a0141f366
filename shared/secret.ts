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
 * The client is loaded when it is first needed: what never asks for the secret does not wait for it.
 *
 * The reading rejects with the client's errors. They name the secret and the role, so they are not for answers.
 */
export function secretReader(secretId: string): () => Promise<SecretText | undefined> {
  let client: ReturnType<typeof connect> | undefined;
  return async () => {
    client ??= connect().catch((error: unknown) => {
      client = undefined;
      throw error;
    });
    const { secretsManager, GetSecretValueCommand, ResourceNotFoundException } = await client;
    const controller = new AbortController();
    // The client's own limit ends with the headers. Without one for the whole, a body that never ends would hold up
    // every later reading too, since they share one.
    const timer = setTimeout(() => controller.abort(), WHOLE_MS);
    try {
      const command = new GetSecretValueCommand({ SecretId: secretId });
      const { SecretString: text, CreatedDate } = await secretsManager.send(command, {
        abortSignal: controller.signal,
      });
      return text === undefined ? undefined : { text, createdAt: CreatedDate?.getTime() ?? null };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

async function connect() {
  const { SecretsManagerClient, GetSecretValueCommand, ResourceNotFoundException } = await import(
    '@aws-sdk/client-secrets-manager'
  );
  const secretsManager = new SecretsManagerClient({
    maxAttempts: TRIES,
    // Without throwOnRequestTimeout the client only warns when the limit is passed, and goes on waiting.
    requestHandler: { connectionTimeout: 1000, requestTimeout: TRY_MS, throwOnRequestTimeout: true },
  });
  return { secretsManager, GetSecretValueCommand, ResourceNotFoundException };
}
