type Waiting<I, O> = { input: I; resolve: (output: O) => void; reject: (error: unknown) => void };

/** Most that are done together: a transaction must not hold its locks for long. */
const MOST = 64;

/**
 * Does together what is asked for at the same time: while one turn is under way, whatever comes waits for the next, which takes all of it. Alone,
 * nobody waits. `work` answers for each input in order: with an output, or an error of its own; what it throws is everybody's.
 */
export function coalesce<I, O>(work: (inputs: I[]) => Promise<(O | Error)[]>): (input: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = [];
  let isBusy = false;

  async function run(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0) {
      const turn = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      try {
        const outputs = await work(turn.map(({ input }) => input));
        turn.forEach(({ resolve, reject }, at) => {
          const output = outputs[at] as O | Error;
          if (output instanceof Error) reject(output);
          else resolve(output);
        });
      } catch (error) {
        for (const { reject } of turn) reject(error);
      }
    }
    isBusy = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      void run();
    });
}
