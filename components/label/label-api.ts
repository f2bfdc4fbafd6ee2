import type { ApiOutputs } from "#lib/client";

export type LabelItem = ApiOutputs["label"]["claim"]["items"][number];
export type LabelTask = NonNullable<ApiOutputs["task"]["read"]>;
