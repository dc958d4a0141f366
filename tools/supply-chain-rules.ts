import * as z from 'zod';
import { knownHoles } from './known-holes.ts';

/** What is read of package.json. */
export const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  allowScripts: z.record(z.string(), z.boolean()),
});
export type Manifest = z.infer<typeof manifestSchema>;

const lockedSchema = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
});

/** What is read of package-lock.json. */
export const lockSchema = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), lockedSchema) });
export type Lock = z.infer<typeof lockSchema>;
type Locked = z.infer<typeof lockedSchema>;

/** More packages than these that somebody here chose to run with the API key are too many to follow. */
const mostRuntimeDependencies = 10;

/** Licences that ask for no more than a notice. */
const permissive = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Zlib',
  'Unlicense',
];

/** Beside them what only tools have: it is run here, and no part of it is handed on. */
const forTools = [...permissive, 'MPL-2.0', 'Python-2.0'];

/** All that is wrong with what would be installed, in words. */
export function supplyChainFaults(manifest: Manifest, lock: Lock): string[] {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
  return [
    ...directFaults(manifest),
    ...packages.flatMap(([path, locked]) => [
      ...sourceFaults(path, locked),
      ...licenceFaults(path, locked),
      ...scriptFaults(path, locked, manifest),
      ...holeFaults(path, locked),
    ]),
  ];
}

function directFaults({ dependencies, devDependencies }: Manifest): string[] {
  const count = Object.keys(dependencies).length;
  const tooMany =
    count > mostRuntimeDependencies ? [`${count} runtime dependencies, more than ${mostRuntimeDependencies}`] : [];
  const all = Object.entries({ ...dependencies, ...devDependencies });
  const loose = all.filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range));
  return [...tooMany, ...loose.map(([name, range]) => `${name} is not pinned: "${range}"`)];
}

/** From the registry, as the bytes that were locked: not from git, a folder or somebody's server. */
function sourceFaults(path: string, { resolved, integrity, link, inBundle }: Locked): string[] {
  if (link) return [`${path} is a link`];
  const name = nameOf(path);
  // Without an address, as this lock file is written, npm asks the registry.
  const isFromRegistry =
    resolved === undefined || new RegExp(`^https://[^/@]+/.*${name}/-/[^/]+\\.tgz$`).test(resolved);
  const isLocked = inBundle === true || /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '');
  return [
    ...(isFromRegistry ? [] : [`${path} does not come from the registry`]),
    ...(isLocked ? [] : [`${path} has no SHA-512 integrity`]),
  ];
}

function licenceFaults(path: string, { license, dev, devOptional }: Locked): string[] {
  const allowed = dev || devOptional ? forTools : permissive;
  const isAllowed = license !== undefined && isAllowedLicence(license, allowed);
  return isAllowed ? [] : [`${path} has the licence ${license ?? 'of nobody knows what'}`];
}

/** Of `A OR B` one must be allowed, of `A AND B` both. */
function isAllowedLicence(expression: string, allowed: readonly string[]): boolean {
  const alternatives = expression.replace(/[()]/g, '').split(' OR ');
  return alternatives.some((all) => all.split(' AND ').every((licence) => allowed.includes(licence.trim())));
}

function scriptFaults(path: string, { hasInstallScript }: Locked, { allowScripts }: Manifest): string[] {
  if (!hasInstallScript || Object.hasOwn(allowScripts, nameOf(path))) return [];
  return [`${path} has an install script that nobody decided about: name it in allowScripts`];
}

function holeFaults(path: string, { version = '0' }: Locked): string[] {
  const name = nameOf(path);
  const holes = Object.hasOwn(knownHoles, name) ? (knownHoles[name] ?? []) : [];
  const open = holes.filter(({ fixedIn }) => isOlder(version, fixedIn));
  return open.map(({ fixedIn, advisory }) => `${path} is ${version}, older than ${fixedIn}: ${advisory}`);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function isOlder(version: string, floor: string): boolean {
  const [ours, least] = [version, floor].map((text) => text.split(/[.-]/).map(Number)) as [number[], number[]];
  const differs = least.findIndex((part, index) => part !== ours[index]);
  return differs !== -1 && (ours[differs] ?? 0) < (least[differs] ?? 0);
}
