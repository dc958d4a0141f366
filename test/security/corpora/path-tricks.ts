/**
 * Texts that turn one path into another for some parser or other: dot segments, encodings, separators, control
 * characters, addresses, look-alikes. Families of RFC 3986 and of OWASP's testing guide, put together here.
 */
const dots = [
  ...['.', '..', '...', '....', './', '../', '..;/', '.%2e', '%2e', '%2e%2e', '%252e%252e', '%25252e', '%u002e%u002e'],
  ...['%c0%ae%c0%ae', '%e0%80%ae', '%2e.', '..%00', '..%0d'],
];
const slashes = ['/', '//', '\\', '%2f', '%2F', '%252f', '%5c', '%255c', '%c0%af', '%e0%80%af', '%u2215', ';/', '%3b'];
const targets = ['addons', 'credentials', 'projects', 'users', 'addons/add_0SNlurA049MEWV4VxLfwJc7PJtHc/publish'];

const climbs = dots.flatMap((dot) => slashes.map((slash) => `${dot}${slash}`));
const climbsTo = climbs.flatMap((climb, index) => {
  const target = targets[index % targets.length] ?? '';
  return [`${climb}${target}`, `sub_X${climb}${target}`, `sub_X/${climb}${target}`, `${climb.repeat(3)}${target}`];
});

const controls = [
  ...['\0', '%00', 'sub_X%00', 'sub_X\0', '\r\n', '%0d%0aX-Injected:%201', 'sub_X\r\nX-Injected: 1', '\t', '%09'],
  ...['\n', 'sub_X\n', '%0a', '\x7f', '\x1b[31m', '%20', ' ', 'sub_X ', ' sub_X', 'sub_X\u0085', 'sub_X\u2028'],
];

const separators = [
  ...['sub_X&status=ended', 'sub_X;status=ended', 'sub_X?status=ended', 'sub_X%3fstatus=ended', 'sub_X#', 'sub_X%23'],
  ...['sub_X=1', 'sub_X,sub_Y', 'sub_X|sub_Y', 'sub_X:1', 'sub_X$', 'sub_X%', '%', '%zz', '%f', '+', '*', 'sub_*'],
  ...['~', '!', "'", '"', '`', '(', '{}', '{subscription}', '[]', '<>', '^', 'sub_X@', 'sub_X.json', 'sub_X.'],
];

const addresses = [
  ...[
    'https://evil.example/',
    '//evil.example',
    '//evil.example/projects/gigs',
    '\\\\evil.example\\',
    'http:evil.example',
  ],
  ...['file:///etc/passwd', 'http://169.254.169.254/latest/meta-data/', 'http://[::1]/', 'http://localhost:9'],
  ...[
    'gopher://x',
    'javascript:alert(1)',
    'data:text/html,x',
    '@evil.example',
    'sub_X@evil.example/',
    'evil.example%2f',
  ],
  ...[
    '127.0.0.1',
    '0x7f.1',
    '[::ffff:7f00:1]',
    'http://evil.example#@api.gigs.com/',
    'http://api.gigs.com.evil.example',
  ],
];

// Letters and signs that a normalisation or a case folding turns into those of a path or of an id.
const lookAlikes = [
  ...[
    '․․',
    '‥',
    '…',
    '．．',
    '。。',
    '｡｡',
    '∕',
    '⁄',
    '／',
    '＼',
    '⧵',
    '﹨',
    '％2e',
    'ꓸꓸ',
    '\u202e',
    '\u200b',
    'sub_X\u200b',
  ],
  ...[
    '\ufeffsub_X',
    'ѕub_X',
    'ｓｕｂ＿X',
    'ſub_X',
    'subͺX',
    'sub_K',
    'sub_ı',
    'sub_X\u0301',
    'sub_X\ud800',
    'sub_😀',
    'ß',
    'sub_X\u00a0',
  ],
];

const lengths = [
  ...['', 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(1000), 'x'.repeat(10_000), '../'.repeat(500), '/'.repeat(500)],
  ...['a/'.repeat(500), '%2e'.repeat(300), '%25'.repeat(300), '\0'.repeat(1000), '😀'.repeat(2500)],
];

const names = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'NaN',
    'true',
    '0',
    '-1',
  ],
  ...['1e9', 'add_', 'sub_', 'pur_', '-', '_', '--', 'me', 'self', 'all', 'new', 'catalogue#x', 'pause'],
];

export const pathTricks: readonly string[] = [
  ...new Set([...dots, ...slashes, ...climbs, ...climbsTo, ...controls, ...separators, ...addresses, ...lookAlikes]),
  ...lengths,
  ...names,
];
