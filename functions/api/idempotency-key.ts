import { Problem } from '../../shared/contract/problems.ts';

/**
 * The key of an `Idempotency-Key` header, bare or as a quoted string: both forms are the same key. A header that was
 * sent twice arrives joined by a comma, which is in no key.
 *
 * @throws Problem idempotency-key-missing, idempotency-key-invalid
 */
export function readIdempotencyKey(header: string | null): string {
  if (!header) throw new Problem('idempotency-key-missing');
  const [, quoted, bare] = /^(?:"([A-Za-z0-9_-]{16,64})"|([A-Za-z0-9_-]{16,64}))$/.exec(header) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) throw new Problem('idempotency-key-invalid');
  return key;
}
