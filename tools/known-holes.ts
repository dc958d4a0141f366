/** A published hole: where it is described, and the first version without it. */
interface KnownHole {
  readonly fixedIn: string;
  readonly advisory: string;
}

/**
 * Holes that were published in packages of ours, as far as they were known when this was last looked through. Older
 * versions are refused whatever an audit says, since not every registry answers audits.
 */
export const knownHoles: Readonly<Record<string, readonly KnownHole[]>> = {
  hono: [
    { fixedIn: '4.11.4', advisory: 'GHSA-3vhc-576x-3qv4' },
    { fixedIn: '4.11.4', advisory: 'GHSA-f67f-6cw9-8mq4' },
    { fixedIn: '4.12.2', advisory: 'GHSA-xh87-mx6m-69f3' },
    { fixedIn: '4.12.14', advisory: 'GHSA-458j-xx4x-4375' },
    { fixedIn: '4.12.18', advisory: 'CVE-2026-44456' },
    { fixedIn: '4.12.21', advisory: 'GHSA-2gcr-mfcq-wcc3' },
    { fixedIn: '4.12.21', advisory: 'GHSA-3hrh-pfw6-9m5x' },
    { fixedIn: '4.12.21', advisory: 'GHSA-f577-qrjj-4474' },
    { fixedIn: '4.12.21', advisory: 'GHSA-xrhx-7g5j-rcj5' },
    { fixedIn: '4.12.25', advisory: 'GHSA-88fw-hqm2-52qc' },
    { fixedIn: '4.12.25', advisory: 'GHSA-j6c9-x7qj-28xf' },
    { fixedIn: '4.12.25', advisory: 'GHSA-rv63-4mwf-qqc2' },
    { fixedIn: '4.12.25', advisory: 'GHSA-wgpf-jwqj-8h8p' },
    { fixedIn: '4.12.25', advisory: 'GHSA-wwfh-h76j-fc44' },
    { fixedIn: '4.12.34', advisory: "the project's own floor" },
  ],
  zod: [{ fixedIn: '3.22.3', advisory: 'GHSA-m95q-7qp3-xv42' }],
  jose: [{ fixedIn: '4.15.5', advisory: 'GHSA-hhhv-q57g-882q' }],
  esbuild: [{ fixedIn: '0.25.0', advisory: 'GHSA-67mh-4wv8-2f99' }],
  vitest: [{ fixedIn: '3.0.5', advisory: 'GHSA-9crc-q9x8-hgqq' }],
};
