/** For loops of many thousands, where `expect` would take most of the time. */
export function must(isSo: boolean, what: () => unknown): void {
  if (!isSo) throw new Error(JSON.stringify(what()));
}
