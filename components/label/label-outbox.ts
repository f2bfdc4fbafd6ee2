import { outboxStorage } from "#components/desk/outbox-storage";
import { labelOpSchema } from "#lib/domain/label-desk";

export const labelOutbox = outboxStorage("assay.label.outbox", labelOpSchema);
