import { answerHealth } from "#lib/api/health";

export const dynamic = "force-dynamic";

export { answerHealth as GET };
