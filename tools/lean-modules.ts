import { getBuiltinModule } from 'node:process';
import type { Plugin } from 'esbuild';

/**
 * Built-in modules of which `import` takes every member, also those that Node loads when they are first touched: with
 * `node:http` on Node 24 all of fetch and WebSocket (20 ms), with the other two standard input and more (2 ms each).
 */
const lazyBuiltins = ['http', 'process', 'util'] as const;

/** The AWS SDK's search for credentials in nine places. On Lambda they are in the environment. */
const credentialSearch = '@aws-sdk/credential-provider-node';
const credentials = `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`;

export const leanNamespace = 'lean';

/** Leaves out of a bundle what its modules would load and no function uses. docs/performance.md says what it gives. */
export const leanModules: Plugin = {
  name: 'lean-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(node:)?(${lazyBuiltins.join('|')})$`) }, ({ path }) => ({
      path: path.replace(/^(node:)?/, 'node:'),
      namespace: leanNamespace,
    }));
    onResolve({ filter: new RegExp(`^${credentialSearch}$`) }, ({ path, resolveDir }) => ({
      path,
      namespace: leanNamespace,
      pluginData: resolveDir,
    }));
    onLoad({ filter: /.*/, namespace: leanNamespace }, ({ path, pluginData }) =>
      path === credentialSearch
        ? { contents: credentials, resolveDir: pluginData as string }
        : { contents: reexporting(path as `node:${(typeof lazyBuiltins)[number]}`) },
    );
  },
};

/** A module that has the members of a built-in one, except for those that are made when they are touched. */
function reexporting(name: `node:${(typeof lazyBuiltins)[number]}`): string {
  const members = Object.entries(Object.getOwnPropertyDescriptors(getBuiltinModule(name)))
    .filter(([member, { get }]) => get === undefined && /^[a-zA-Z]\w*$/.test(member) && member !== 'default')
    .map(([member]) => member);
  return `const builtin = process.getBuiltinModule('${name}');
export default builtin;
export const { ${members.join(', ')} } = builtin;`;
}
