/** A failure that the person at the terminal can mend: its text is all that is shown. */
export class StartError extends Error {}

export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Says what goes on and how long it usually takes, then how long it took. */
export async function step(title, usually, work) {
  const startedAt = Date.now();
  say(`• ${title} (usually ${usually}) …`);
  const pulse = setInterval(() => say(`  … still at it, ${seconds(startedAt)} so far`), 20_000);
  try {
    const result = await work();
    say(`  done in ${seconds(startedAt)}`);
    return result;
  } finally {
    clearInterval(pulse);
  }
}

export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
