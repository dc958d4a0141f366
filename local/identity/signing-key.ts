import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/**
 * The identity provider's private key, made when it is first asked for and kept in a file, so that tokens outlive a
 * restart.
 */
export async function signingKey(file: string): Promise<JWK> {
  const kept = await readKey(file);
  if (kept) return kept;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: `local-${randomUUID().slice(0, 8)}`, alg: 'RS256', use: 'sig' };
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(key), { mode: 0o600 });
  // Unlike a rename, a link fails when another world has put its key there first; that one is then taken.
  await link(draft, file).catch(() => undefined);
  await rm(draft);
  return (await readKey(file)) ?? key;
}

async function readKey(file: string): Promise<JWK | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as JWK;
  } catch {
    throw new Error(`${file} holds no key: delete it, and a new one is made`);
  }
}
