import type { Context } from 'hono';
import type { Tenant } from '../model/world.ts';
import type { SandboxState } from '../state.ts';
import { GigsError } from './errors.ts';

/** What a request brings to the operations. */
export interface ApiEnv {
  Bindings: {
    /** The state the sandbox was in when the request arrived: one from before a reset cannot act after it. */
    readonly sandbox: SandboxState;
    /** The request body as it was sent. */
    readonly body: string;
  };
}

export type ApiContext = Context<ApiEnv>;

/** The project in the path. Throws 404. */
export function tenantOf(c: ApiContext): Tenant {
  return find(c.env.sandbox.world, c.req.param('project'), 'project', ({ project }) => project.id);
}

/** The `items` member with this id. Throws 404, also for one of another project: they are looked up in their own. */
export function find<Item>(
  items: readonly Item[],
  id: string | undefined,
  what: string,
  idOf: (item: Item) => string,
): Item {
  const found = items.find((item) => idOf(item) === id);
  if (!found) throw new GigsError('notFound', `No such ${what}: '${id}'`);
  return found;
}
