/** The newest checkpoint that left this installation, kept outside its database: a restored backup must not forget it. */
export type SignedState = { size: number; root: Uint8Array };

/** Where that is kept. `write` returns once it would survive a power cut. */
export type LogStateStore = {
  read(): Promise<SignedState | undefined>;
  write(state: SignedState): Promise<void>;
};
