// npm run build: bundles every function into dist/<function>/index.mjs, and writes the bill of what is in them.
import { BuildError, buildFunctions } from './function-bundles.ts';
import { writeBill } from './write-bill.ts';

try {
  for (const { name, bytes } of await buildFunctions()) {
    console.log(`dist/${name}/index.mjs  ${Math.ceil(bytes / 1024)} kB`);
  }
  console.log(`dist/sbom.json  ${await writeBill()} packages`);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
