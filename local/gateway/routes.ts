import {
  type Access,
  type Operation,
  operationNames,
  operations,
  routeKeyOf,
} from '../../shared/contract/operations.ts';
import { Refusal } from './refusal.ts';

/** The scope that each kind of access asks for; null asks for a valid token only. */
export type Scopes = Readonly<Record<Exclude<Access, 'public'>, string | null>>;

export interface Route {
  readonly method: string;
  /** Path template: `{name}` stands for exactly one segment that is not empty. */
  readonly path: string;
  readonly routeKey: string;
  /** The scopes of which a token needs one (none: any valid token will do); null on a public route. */
  readonly scopes: readonly string[] | null;
}

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A route for every operation of the contract, and no other. */
export function contractRoutes(scopes: Scopes): Route[] {
  return operationNames.map((name) => {
    const operation: Operation = operations[name];
    const { method, path, access } = operation;
    const scope = access === 'public' ? null : scopes[access];
    return { method, path, routeKey: routeKeyOf(operation), scopes: access === 'public' ? null : scope ? [scope] : [] };
  });
}

/**
 * The route that a request takes, or undefined. The path is compared as it was sent, segment by segment, and decoded
 * only then, so that an encoded slash or dot never chooses a route.
 *
 * @throws Refusal 400 when the path is no path or has escapes that decode to nothing.
 */
export function matchRoute(routes: readonly Route[], method: string, sentPath: string): RouteMatch | undefined {
  decodePath(sentPath);
  const segments = sentPath.split('/');
  for (const route of routes) {
    const pathParameters = route.method === method && matchTemplate(route.path.split('/'), segments);
    if (pathParameters) return { route, pathParameters };
  }
  return undefined;
}

/** A path with its escapes decoded, as HTTP APIs hand it over. Throws Refusal 400. */
export function decodePath(sentPath: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(sentPath)) throw new Refusal(400);
  try {
    return decodeURIComponent(sentPath);
  } catch {
    throw new Refusal(400);
  }
}

function matchTemplate(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const parameters: Array<[string, string]> = [];
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name && segment) parameters.push([name, decodeURIComponent(segment)]);
    else if (part !== segment) return undefined;
  }
  return Object.fromEntries(parameters);
}
