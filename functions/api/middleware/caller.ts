import { createMiddleware } from 'hono/factory';
import type { Config } from '../../../shared/config.ts';
import { type Access, operations } from '../../../shared/contract/operations.ts';
import { Problem } from '../../../shared/contract/problems.ts';
import { idPattern } from '../../../shared/contract/schemas.ts';
import type { Env } from '../env.ts';

/**
 * Who calls, and whether they may. The caller is taken from the claims that the gateway verified and from nowhere else;
 * the gateway asks for the scope too, but a request could reach the function over a public route.
 */
export function caller({ userIdClaim, scopes }: Pick<Config, 'userIdClaim' | 'scopes'>) {
  return createMiddleware<Env>(async (c, next) => {
    const { access } = operations[c.env.operation];
    if (access !== 'public') {
      const claims = c.env.claims ?? {};
      const user = claims[userIdClaim];
      if (user === undefined || !idPattern.test(user)) throw new Problem('unauthenticated');
      c.set('user', user);
      if (!hasScope(claims, scopes, access)) throw new Problem('insufficient-scope');
    }
    await next();
  });
}

function hasScope(
  claims: Readonly<Record<string, string>>,
  scopes: Config['scopes'],
  access: Exclude<Access, 'public'>,
): boolean {
  const needed = scopes[access];
  return needed === null || [...scopesIn(claims['scope']), ...scopesIn(claims['scp'])].includes(needed);
}

/** Space-separated; API Gateway writes a claim that is a list as `[a b]`. */
function scopesIn(claim: string | undefined): string[] {
  return (claim ?? '').replace(/^\[(.*)\]$/, '$1').split(' ');
}
