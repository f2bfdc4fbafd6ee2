import { answerMetrics } from "#lib/api/metrics";
import { env } from "#lib/env";

export const dynamic = "force-dynamic";

export const GET = (request: Request) => answerMetrics(request, env().metricsToken);
