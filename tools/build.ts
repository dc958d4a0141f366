// npm run build: bundles every function into dist/<function>/index.mjs.
import { BuildError, buildFunctions } from './function-bundles.ts';

try {
  for (const { name, bytes } of await buildFunctions()) {
    console.log(`dist/${name}/index.mjs  ${Math.ceil(bytes / 1024)} kB`);
  }
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
