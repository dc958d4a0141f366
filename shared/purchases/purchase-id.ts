import { createHash } from 'node:crypto';

/**
 * The id of the purchase that a key stands for. It follows from caller, subscription and key alone, so the same request
 * finds its purchase again without an index, and nobody else's same key leads to it.
 */
export function purchaseIdOf(user: string, subscription: string, idempotencyKey: string): string {
  // JSON keeps the parts apart whatever is in them.
  const digest = createHash('sha256')
    .update(JSON.stringify([user, subscription, idempotencyKey]))
    .digest('base64url');
  return `pur_${digest.slice(0, 32)}`; // 192 bits
}

/** What must be the same when a key comes again: what is bought, and at which price. */
export function fingerprintOf(request: { addon: string; price: { amount: number; currency: string } }): string {
  const { addon, price } = request;
  return createHash('sha256')
    .update(JSON.stringify([addon, price.amount, price.currency]))
    .digest('base64url');
}
