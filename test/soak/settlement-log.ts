/** What the service's own log tells of purchases whose outcome was not known at once. */
export class SettlementLog {
  readonly unknown = new Set<string>();
  readonly takenOver = new Set<string>();

  readonly read = (line: string): void => {
    if (!line.startsWith('{')) return;
    const { purchase, reason } = parsed(line);
    if (purchase === undefined) return;
    if (reason === 'outcome-unknown' || reason === 'taken-over') this.unknown.add(purchase);
    if (reason === 'taken-over') this.takenOver.add(purchase);
  };
}

function parsed(line: string): { purchase?: string; reason?: string } {
  try {
    return JSON.parse(line);
  } catch {
    // The last line of a process that was killed may be cut short.
    return {};
  }
}
