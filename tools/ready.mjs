// node --import ./tools/ready.mjs <file.ts>: runs TypeScript, once what that needs is there. Plain JavaScript and
// nothing but Node's own modules, since this is what runs when nothing is installed.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => JSON.parse(readFileSync(root + path, 'utf8'));

const obstacle = oldNode() ?? missingPackages();
if (obstacle) {
  console.error(obstacle);
  process.exit(1);
}
const doubt = otherPackages();
if (doubt) console.error(doubt);
// Run by itself, it only looks.
if (process.argv[1] !== fileURLToPath(import.meta.url)) await import('tsx');

function oldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 20)) return null;
  return `Node 20.20 or later is needed, and this is ${process.versions.node}: install a newer one, from https://nodejs.org for example.`;
}

function missingPackages() {
  if (existsSync(`${root}node_modules/tsx`)) return null;
  return 'The packages are not installed: run "npm ci" in this folder first.';
}

/** What was installed before package-lock.json changed may work, or fail in odd ways. */
function otherPackages() {
  const { dependencies, devDependencies } = read('package.json');
  const wanted = read('package-lock.json').packages;
  const there = existsSync(`${root}node_modules/.package-lock.json`)
    ? read('node_modules/.package-lock.json').packages
    : {};
  const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => {
    const path = `node_modules/${name}`;
    return wanted[path] && wanted[path].version !== there[path]?.version;
  });
  if (names.length === 0) return null;
  return `The installed packages are not those of package-lock.json (${names.join(', ')}): run "npm ci".`;
}
