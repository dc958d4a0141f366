// Usage: npm run sbom    dist/sbom.json: all packages of which there is code in the bundles, as CycloneDX
import { buildFunctions } from './function-bundles.ts';
import { writeBill } from './write-bill.ts';

await buildFunctions({ onlyStale: true });
console.log(`dist/sbom.json  ${await writeBill()} packages`);
