/** A figure with as many digits as mean something. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: 0 });
}

export function dollars(value: number): string {
  return `$${value.toFixed(2)}`;
}

export function megabytes(bytes: number): string {
  return figure(bytes / 1_000_000);
}
