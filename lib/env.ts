import { resolve } from "node:path";
import { z } from "zod";
import { refusal } from "./refusal";

const SECRETS = new Set([
  "DATABASE_URL",
  "NEXTAUTH_SECRET",
  "SMTP_URL",
  "GITHUB_SECRET",
  "GOOGLE_SECRET",
  "LOG_KEY",
  "CHAIN_KEY",
  "CHAIN_RPC_URL",
  "CHAIN_SIGNER_URL",
  "METRICS_TOKEN",
  "S3_SECRET",
  // Somebody may write a key into an address.
  "MODEL_ENDPOINTS",
]);

const MB = 1_048_576;
const PORT_ADVICE = "write a number from 1 to 65535";
const onOff = z.enum(["on", "off"], { error: "write on or off" }).default("on");
const port = z
  .string()
  .regex(/^[0-9]{1,5}$/, PORT_ADVICE)
  .transform(Number)
  .refine((number) => number >= 1 && number <= 65_535, PORT_ADVICE)
  .default(3000);
const webUrl = z
  .url({ protocol: /^https?$/, error: "write an address such as https://assay.example.org" })
  .transform((url) => url.replace(/\/+$/, ""));
const count = (lowest: number) =>
  z
    .string()
    .regex(/^[0-9]{1,15}$/, "write a whole number")
    .transform(Number)
    .refine((number) => number >= lowest, `write a whole number from ${lowest}`);
const urlOf = (protocol: RegExp, example: string) => z.url({ protocol, error: `write an address such as ${example}` });

const chainAddress = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, { error: "write an address of 0x and 40 hexadecimal digits" })
  .transform((address) => address.toLowerCase() as `0x${string}`);

const ORIGIN_ADVICE =
  "write origins such as https://models.example.org http://127.0.0.1:11434, spaces between and no paths";
const origins = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(z.url({ protocol: /^https?$/, error: ORIGIN_ADVICE })))
  .transform((list) => list.map((text) => new URL(text)))
  .refine((list) => list.every((url) => url.href === `${url.origin}/`), { error: ORIGIN_ADVICE })
  .transform((list) => [...new Set(list.map((url) => url.origin))]);

const schema = z.object({
  DATABASE_URL: urlOf(/^postgres(ql)?$/, "postgres://user:password@localhost:5432/assay").optional(),
  DATA_DIR: z.string().default("./.data"),
  PORT: port,
  ASSAY_URL: webUrl.optional(),
  NEXTAUTH_URL: webUrl.optional(),
  NEXTAUTH_SECRET: z
    .string()
    .min(32, { error: "write at least 32 random characters (openssl rand -hex 32)" })
    .optional(),
  WORKER: onOff,
  TRUST_PROXY: onOff.default("off"),
  SMTP_URL: urlOf(/^smtps?$/, "smtps://user:password@mail.example.org:465").optional(),
  MAIL_FROM: z.string().includes("@", { error: "write an address such as Assay <assay@example.org>" }).optional(),
  LOG_ORIGIN: z
    .string()
    .regex(/^[^\s+]{1,200}$/, { error: "write a name without spaces and plus signs, such as assay.example.org/log" })
    .optional(),
  LOG_KEY: z.string().optional(),
  LOG_KEY_FILE: z.string().optional(),
  LOG_POLICY_FILE: z.string().optional(),
  LOG_STATE_FILE: z.string().optional(),
  CHAIN_RPC_URL: urlOf(/^https?$/, "https://rpc.example.org").optional(),
  CHAIN_ID: count(1).optional(),
  CHAIN_CONTRACT: chainAddress.optional(),
  CHAIN_KEY: z.string().optional(),
  CHAIN_KEY_FILE: z.string().optional(),
  CHAIN_SIGNER_URL: urlOf(/^https?$/, "http://127.0.0.1:9000").optional(),
  CHAIN_SIGNER_ADDRESS: chainAddress.optional(),
  CHAIN_FIRST_BLOCK: count(0).default(0),
  CHAIN_ENTRIES: count(1).default(1_000),
  CHAIN_EVERY_MINUTES: count(0).default(60),
  CHAIN_CONFIRMATIONS: count(1).default(12),
  CHAIN_EXPLORER_URL: webUrl.optional(),
  DEV_CHAIN: onOff,
  SNAPSHOT_EVERY_HOURS: count(0).default(24),
  SNAPSHOT_ENTRIES: count(1).default(50_000),
  GITHUB_ID: z.string().optional(),
  GITHUB_SECRET: z.string().optional(),
  GOOGLE_ID: z.string().optional(),
  GOOGLE_SECRET: z.string().optional(),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "write one of fatal, error, warn, info, debug, trace, silent",
    })
    .default("info"),
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,200}$/, { error: "write at least 16 characters without spaces (openssl rand -hex 32)" })
    .optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "write the name of a bucket" })
    .optional(),
  S3_ENDPOINT: webUrl.optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_PREFIX: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*\/?$/, { error: "write names separated by slashes, such as assay/files" })
    .optional(),
  S3_KEY_ID: z.string().optional(),
  S3_SECRET: z.string().optional(),
  MODEL_ENDPOINTS: origins.default([]),
  UPLOAD_PERSON_MB: count(1).default(2_048),
  UPLOAD_PROJECT_MB: count(1).default(51_200),
  DEMO: onOff,
});

export type Env = ReturnType<typeof readEnv>;

let parsed: Env | undefined;

/** The environment, parsed on first use: nothing is read at import, so a build needs no configuration. */
export function env(): Env {
  parsed ??= readEnv(process.env);
  return parsed;
}

/** Parses the given variables; throws one refusal that names every bad one and says how to mend it. */
export function readEnv(source: Record<string, string | undefined>) {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => (source[name]?.trim() ? [[name, source[name].trim()]] : [])),
  );
  const result = schema.safeParse(given);
  const problems = result.success ? [] : result.error.issues.map((issue) => describeIssue(issue, given));
  problems.push(...describeHalfPairs(given), ...describeTwoKeys(given));
  if (!result.success || problems.length > 0)
    throw refusal("input.invalid", `The configuration cannot be used.\n${problems.join("\n")}`);
  const value = result.data;
  return {
    databaseUrl: value.DATABASE_URL,
    /** Absolute path of the folder that holds the embedded database, blobs and the secret. */
    dataDir: resolve(/* turbopackIgnore: true */ value.DATA_DIR),
    port: value.PORT,
    /** Public address, without a trailing slash. */
    baseUrl: value.ASSAY_URL ?? value.NEXTAUTH_URL ?? `http://localhost:${value.PORT}`,
    authSecret: value.NEXTAUTH_SECRET,
    worker: value.WORKER === "on",
    /** True when a reverse proxy of ours appends the caller's address to X-Forwarded-For. */
    trustProxy: value.TRUST_PROXY === "on",
    smtpUrl: value.SMTP_URL,
    mailFrom: value.MAIL_FROM,
    /** Origin of the log for the key that the first start makes; keys that are there carry their own. */
    logOrigin: value.LOG_ORIGIN,
    logKey: value.LOG_KEY,
    logKeyFile: absolute(value.LOG_KEY_FILE),
    logPolicyFile: absolute(value.LOG_POLICY_FILE),
    logStateFile: absolute(value.LOG_STATE_FILE) ?? resolve(/* turbopackIgnore: true */ value.DATA_DIR, "log.state"),
    chain: chainOf(value),
    chainRpcUrl: value.CHAIN_RPC_URL,
    chainKey: value.CHAIN_KEY,
    chainKeyFile: absolute(value.CHAIN_KEY_FILE),
    /** Another program that holds the key and signs; instead of a key. */
    chainSigner: signerOf(value),
    chainExplorerUrl: value.CHAIN_EXPLORER_URL,
    /** A development chain beside the embedded database, where no chain is configured. */
    devChain: value.DEV_CHAIN === "on",
    snapshots: { everyHours: value.SNAPSHOT_EVERY_HOURS, entries: value.SNAPSHOT_ENTRIES },
    github: pair(value.GITHUB_ID, value.GITHUB_SECRET),
    google: pair(value.GOOGLE_ID, value.GOOGLE_SECRET),
    logLevel: value.LOG_LEVEL,
    /** Who sends it may read /api/metrics; nobody without one. */
    metricsToken: value.METRICS_TOKEN,
    /** Origins at which owners may have a model asked for suggestions; none unless the operator says so. */
    modelEndpoints: value.MODEL_ENDPOINTS,
    /** Bytes of images that one person, and one project, may hold. */
    uploadQuota: { personBytes: value.UPLOAD_PERSON_MB * MB, projectBytes: value.UPLOAD_PROJECT_MB * MB },
    /** A bucket that keeps files instead of DATA_DIR. */
    s3: s3Of(value),
    demo: value.DEMO === "on",
  };
}

/** The chain that anchors are sent to; what belongs to it is checked to be there together. */
function chainOf(value: z.output<typeof schema>) {
  const { CHAIN_RPC_URL: rpcUrl, CHAIN_ID: chainId, CHAIN_CONTRACT: contract } = value;
  if (!rpcUrl || !chainId || !contract) return undefined;
  return {
    rpcUrl,
    chainId,
    contract,
    firstBlock: value.CHAIN_FIRST_BLOCK,
    entries: value.CHAIN_ENTRIES,
    everyMinutes: value.CHAIN_EVERY_MINUTES,
    confirmations: value.CHAIN_CONFIRMATIONS,
    explorerUrl: value.CHAIN_EXPLORER_URL,
  };
}

function signerOf({ CHAIN_SIGNER_URL: url, CHAIN_SIGNER_ADDRESS: address }: z.output<typeof schema>) {
  return url && address ? { url, address } : undefined;
}

function s3Of(value: z.output<typeof schema>) {
  const { S3_BUCKET: bucket, S3_REGION: region, S3_ENDPOINT: endpoint, S3_PREFIX: prefix } = value;
  if (!bucket) return undefined;
  const credentials = pair(value.S3_KEY_ID, value.S3_SECRET);
  return { bucket, region, endpoint, credentials, prefix: prefix ? `${prefix.replace(/\/$/, "")}/` : "" };
}

function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(/* turbopackIgnore: true */ path);
}

function pair(id: string | undefined, secret: string | undefined) {
  return id && secret ? { id, secret } : undefined;
}

function describeIssue(issue: z.core.$ZodIssue, given: Record<string, string>): string {
  const name = String(issue.path[0]);
  const shown = SECRETS.has(name) ? "a value that is not shown here" : `"${given[name]}"`;
  return `  ${name} is ${shown}: ${issue.message}, or remove it.`;
}

function describeTwoKeys(given: Record<string, string>): string[] {
  const keys = ["CHAIN_KEY", "CHAIN_KEY_FILE", "CHAIN_SIGNER_URL"].filter((name) => given[name]);
  if (keys.length < 2) return [];
  return [`  ${keys.join(" and ")} are set: one thing signs anchors. Keep one of them and remove the others.`];
}

function describeHalfPairs(given: Record<string, string>): string[] {
  const pairs = [
    ["GITHUB_ID", "GITHUB_SECRET"],
    ["GOOGLE_ID", "GOOGLE_SECRET"],
    ["SMTP_URL", "MAIL_FROM"],
    ["CHAIN_ID", "CHAIN_CONTRACT"],
    ["CHAIN_SIGNER_URL", "CHAIN_SIGNER_ADDRESS"],
    ["S3_KEY_ID", "S3_SECRET"],
  ] as const;
  return pairs.flatMap(([a, b]) => {
    if (Boolean(given[a]) === Boolean(given[b])) return [];
    const [present, missing] = given[a] ? [a, b] : [b, a];
    return [`  ${missing} is missing: ${present} is set, and the two belong together. Set both or neither.`];
  });
}
