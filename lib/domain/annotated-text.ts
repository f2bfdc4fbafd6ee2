type Field = { name: string; text: string };

/** The text of an item that spans are marked in and that is corrected: the last of its fields, which is what a contributor wrote. */
export function annotatedField<F extends Field>(fields: readonly F[]): F | undefined {
  return fields.at(-1);
}

/** How far marks of an item can reach: code points of its marked text, pixels of its picture, milliseconds of its recording; without what it has not. */
export type ItemRoom = {
  chars: number;
  width?: number | undefined;
  height?: number | undefined;
  durationMs?: number | undefined;
};

type Sized = { width?: number | null; height?: number | null; durationMs?: number | null };

export function roomOf({ fields, media }: { fields: readonly Field[]; media: Sized | null }): ItemRoom {
  return {
    chars: [...(annotatedField(fields)?.text ?? "")].length,
    width: media?.width ?? undefined,
    height: media?.height ?? undefined,
    durationMs: media?.durationMs ?? undefined,
  };
}

/** The two texts that are compared; undefined for an item that has no two. What stands before them, a prompt, belongs to both. */
export function comparedFields<F extends Field>(fields: readonly F[]): [F, F] | undefined {
  const [first, second] = fields.slice(-2);
  return first && second ? [first, second] : undefined;
}

/**
 * Whether a person sees the two texts the other way round: by the last bit of their seat's random id, so that half of all people do. The
 * author put the better one first, and whoever is in doubt takes what stands on the left.
 */
export function isTurned(slotId: string): boolean {
  return Number.parseInt(slotId.slice(-1), 16) % 2 === 1;
}
