/** A call that the service made at Gigs, as the sandbox logged it. */
export interface GigsCall {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly fault: string | null;
}

/** A fault that was ordered and that nothing suffered yet. */
export interface WaitingFault {
  readonly method: string;
  readonly path: string;
  readonly fault: string;
  readonly times: number;
}

/** The newest calls, newest first, and what is still waiting to go wrong. */
export async function readSandbox(): Promise<{ calls: GigsCall[]; waiting: WaitingFault[] }> {
  const [log, switches] = await Promise.all([
    ask<{ items: Omit<GigsCall, 'id'>[]; count: number }>('sandbox/requests'),
    ask<{ faults: WaitingFault[] }>('sandbox'),
  ]);
  const first = log.count - log.items.length;
  return {
    calls: log.items.map((call, index) => ({ ...call, id: first + index })).reverse(),
    waiting: switches.faults,
  };
}

export async function orderFault(fault: object): Promise<void> {
  await ask('sandbox/faults', { method: 'POST', body: JSON.stringify(fault) });
}

export async function clearFaults(): Promise<void> {
  await ask('sandbox/faults', { method: 'DELETE' });
}

/** Lets the service see a dearer price for an add-on than the list shows. */
export async function changePrice(addon: string): Promise<void> {
  await ask('price-change', { method: 'POST', body: JSON.stringify({ addon }) });
}

async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(`/demo/${path}`, init);
  const answer = await response.json();
  if (!response.ok) throw new Error((answer as { message?: string }).message);
  return answer as Answer;
}
