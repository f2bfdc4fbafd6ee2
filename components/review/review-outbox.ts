import { outboxStorage } from "#components/desk/outbox-storage";
import { reviewOpSchema } from "#lib/domain/review-desk";

export const reviewOutbox = outboxStorage("assay.review.outbox", reviewOpSchema);
