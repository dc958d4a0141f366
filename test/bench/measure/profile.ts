import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { CpuProfile } from './loop.ts';

/** Where a profile's time went, by share: the packages in the bundle, this project's folders, and Node's own parts. */
export function sharesOf({ nodes, samples, timeDeltas }: CpuProfile): [place: string, share: number][] {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const spent = new Map<string, number>();
  let total = 0;
  samples.forEach((id, index) => {
    const place = places.get(id) ?? 'unknown';
    const duration = timeDeltas[index] ?? 0;
    if (place === '(idle)') return;
    total += duration;
    spent.set(place, (spent.get(place) ?? 0) + duration);
  });
  return [...spent]
    .map(([place, duration]): [string, number] => [place, duration / total])
    .sort(([, a], [, b]) => b - a);
}

function placeOf({ functionName, url, lineNumber, columnNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  if (url.startsWith('node:'))
    return /^node:(net|internal\/stream|_http|http|https|_tls)/.test(url) ? 'Node: network' : 'Node: other';
  if (url === '') return functionName.startsWith('(') ? functionName : 'Node: native';
  const source = mapOf(url)?.findEntry(lineNumber, columnNumber);
  return source && 'originalSource' in source ? folderOf(source.originalSource) : 'bundle';
}

/** `node_modules/zod/v4/core/parse.js` is zod, `functions/api/event.ts` is functions/api. */
export function folderOf(source: string): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1];
  if (inPackage) return /^@(aws-sdk|smithy|aws)\//.test(inPackage) ? 'AWS SDK' : inPackage;
  const path = source.replace(/^(\.\.\/)+/, '');
  return path.split('/').slice(0, 2).join('/');
}

const maps = new Map<string, SourceMap | undefined>();

function mapOf(url: string): SourceMap | undefined {
  if (!maps.has(url)) maps.set(url, readMap(url));
  return maps.get(url);
}

function readMap(url: string): SourceMap | undefined {
  if (!url.startsWith('file:')) return undefined;
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')) as SourceMapPayload);
  } catch {
    return undefined; // A bundle without a map is one place.
  }
}
