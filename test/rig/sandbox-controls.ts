export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly status: number | null;
  readonly fault: string | null;
}

export interface Fault {
  readonly method: string;
  readonly path: string;
  readonly fault: string;
  readonly times?: number;
  readonly status?: number;
  readonly delayMs?: number;
  readonly retryAfter?: number;
  readonly body?: unknown;
}

/** The controls of a running Gigs sandbox. */
export class SandboxControls {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async requests(): Promise<RecordedRequest[]> {
    return (await this.#send('GET', '/sandbox/requests')).items as RecordedRequest[];
  }

  /** All subscription add-ons that exist, of every user. */
  async subscriptionAddons(): Promise<{ id: string; subscription: string; user: string; status: string }[]> {
    return (await this.#send('GET', '/sandbox/subscription-addons')).items as never;
  }

  async fault(fault: Fault): Promise<void> {
    await this.#send('POST', '/sandbox/faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.#send('DELETE', '/sandbox/faults');
  }

  /** Turns a switch that docs/sandbox.md names. */
  async put(control: string, body: unknown): Promise<void> {
    await this.#send('PUT', control, body);
  }

  async reset(): Promise<void> {
    await this.#send('POST', '/sandbox/reset');
  }

  async #send(method: string, path: string, body?: unknown): Promise<{ items: unknown[] }> {
    const response = await fetch(this.#url + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : { items: [] };
  }
}
