/** Name of a receipt's file; C2SP tlog-proof gives the extension. */
export function receiptName(kind: string, index: number): string {
  return `${kind}-${index}.tlog-proof`;
}
