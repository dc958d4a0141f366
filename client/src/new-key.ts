/**
 * A new idempotency key. It is no secret: a key belongs to its user and line, so it only has to differ from this user's
 * other ones. That is why a platform without a cryptographic random (React Native without a polyfill) will do.
 */
export function newKey(): string {
  const { crypto } = globalThis as { crypto?: { randomUUID?(): string } };
  return crypto?.randomUUID?.() ?? [Date.now(), Math.random(), Math.random()].join('-').replace(/\./g, '');
}
