/** Looks of marks, by class in turn; the class's name stands beside each, so that colour alone says nothing. */
const looks = [
  "bg-accent-soft text-accent-text decoration-accent",
  "bg-warning-soft text-warning-text decoration-warning",
  "bg-success-soft text-success-text decoration-success",
  "bg-danger-soft text-danger-text decoration-danger",
] as const;

export function markLook(label: number): string {
  return looks[label % looks.length] ?? looks[0];
}
