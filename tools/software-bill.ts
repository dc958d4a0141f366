import * as z from 'zod';

/** The part of a CycloneDX document that is changed here. */
export const billSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.looseObject({ component: z.looseObject({ 'bom-ref': z.string(), name: z.string() }) }),
  components: z.array(z.looseObject({ 'bom-ref': z.string(), name: z.string(), version: z.string() })),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});
export type Bill = z.infer<typeof billSchema>;

/**
 * The bill of what is bundled, from npm's bill of what is installed.
 *
 * @throws Error where code of a package is bundled that is not installed
 */
export function billOf(installed: Bill, name: string, bundled: readonly string[]): Bill {
  const components = installed.components.filter((component) => bundled.includes(component.name));
  const missing = bundled.filter((one) => !components.some((component) => component.name === one));
  if (missing.length > 0) throw new Error(`Bundled, but not installed: ${missing.join(', ')}`);
  const component = { ...installed.metadata.component, name };
  const kept = new Set([component['bom-ref'], ...components.map((one) => one['bom-ref'])]);
  const dependencies = installed.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map((dependency) => ({ ...dependency, dependsOn: dependency.dependsOn.filter((ref) => kept.has(ref)) }));
  return { ...installed, metadata: { ...installed.metadata, component }, components, dependencies };
}
