/** The text's key for why a step fails: one for each reason that each step can have, so that a missing text does not compile. */
export type WhyKey<Failed> = Failed extends { name: infer N extends string; reason: infer R extends string }
  ? `why.${N}.${R}`
  : never;

export function whyKey<Failed extends { name: string; reason: string }>({ name, reason }: Failed): WhyKey<Failed> {
  return `why.${name}.${reason}` as WhyKey<Failed>;
}
