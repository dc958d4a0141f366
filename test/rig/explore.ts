/** Something that can be in many states, of which each says what may happen next. */
export interface Model<State> {
  readonly start: State;
  /** All that may happen next, each with a name for people. */
  steps(state: State): readonly (readonly [name: string, next: State])[];
  /** States with the same key have the same future, so one of them is enough. */
  keyOf(state: State): string;
  /** What must never be, of a state in which it is. */
  wrongIn(state: State): string | undefined;
}

export interface Exploration {
  readonly states: number;
  readonly steps: number;
  /** The longest of the shortest ways to a state. */
  readonly depth: number;
  /** Whether every state was reached, or else the limit. */
  readonly isComplete: boolean;
  /** The shortest way to something wrong. */
  readonly counterExample: { readonly wrong: string; readonly way: readonly string[] } | null;
}

/** The last step to a state, and the way before it. States themselves are let go once their steps are known. */
interface Way {
  readonly by: string;
  readonly before: Way | null;
}

/** Visits every state there is, breadth first, so that what goes wrong is found by one of the shortest ways to it. */
export function explore<State>(model: Model<State>, mostStates: number): Exploration {
  const known = new Set([model.keyOf(model.start)]);
  let frontier: { state: State; way: Way | null }[] = [{ state: model.start, way: null }];
  let steps = 0;
  let depth = 0;
  const found = (isComplete: boolean, counterExample: Exploration['counterExample']): Exploration => ({
    states: known.size,
    steps,
    depth,
    isComplete,
    counterExample,
  });

  for (; frontier.length > 0; depth++) {
    const next: typeof frontier = [];
    for (const { state, way } of frontier) {
      const wrong = model.wrongIn(state);
      if (wrong !== undefined) return found(false, { wrong, way: stepsOf(way) });
      for (const [by, after] of model.steps(state)) {
        steps += 1;
        const key = model.keyOf(after);
        if (known.has(key)) continue;
        known.add(key);
        next.push({ state: after, way: { by, before: way } });
      }
      if (known.size > mostStates) return found(false, null);
    }
    frontier = next;
  }
  return found(true, null);
}

function stepsOf(way: Way | null): string[] {
  const steps: string[] = [];
  for (let at = way; at; at = at.before) steps.unshift(at.by);
  return steps;
}
