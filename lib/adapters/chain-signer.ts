import {
  BaseError,
  createClient,
  getAddress,
  getTypesForEIP712Domain,
  type Hex,
  HttpRequestError,
  http,
  numberToHex,
  parseTransaction,
  RpcRequestError,
  recoverTransactionAddress,
  recoverTypedDataAddress,
  serializeTransaction,
  serializeTypedData,
  type TransactionSerializableEIP1559,
  type TypedDataDefinition,
} from "viem";
import { type LocalAccount, privateKeyToAccount, toAccount } from "viem/accounts";
import { ChainError } from "#lib/domain/anchor";

/** Where somebody else holds the key and signs with it. */
export type ExternalSigner = { url: string; address: Hex };
/** What signs checkpoints and pays for them: a private key, or a signer that is asked. */
export type AnchorKey = Hex | ExternalSigner;

// A person may have to say yes.
const SIGNER_TIMEOUT_MS = 30_000;
const BAD_GATEWAY = 502;
const METHOD_NOT_FOUND = -32_601;
const UNKNOWN_METHOD = /not (found|supported|implemented|enabled|available)|does not exist|unknown method/i;
const SUBMIT = "submit(uint64,uint64,bytes32,bytes32[],bytes32,bytes32,bytes32)";

type Call = { method: string; params: unknown[] };

export function anchorAccount(key: AnchorKey, timeoutMs = SIGNER_TIMEOUT_MS): LocalAccount {
  return typeof key === "string" ? privateKeyToAccount(key) : externalAccount(key, timeoutMs);
}

/**
 * An account whose key is with a signer behind JSON-RPC (Web3Signer, clef, a node with accounts). Nothing it answers is believed: the
 * signature must be the address's, of exactly what was asked. Throws ChainError "signer", never with the signer's address.
 */
function externalAccount({ url, address }: ExternalSigner, timeoutMs: number): LocalAccount {
  const client = createClient({ transport: http(url, { timeout: timeoutMs, retryCount: 0 }) });
  const ask = ({ method, params }: Call) => client.request({ method: method as never, params: params as never });
  const from = getAddress(address);
  return toAccount({
    address: from,
    signMessage: () => Promise.reject(new ChainError("signer", "only checkpoints and transactions are signed")),
    signTypedData: async (typed) => {
      const given = typed as TypedDataDefinition;
      // Signers want the domain's types said; that changes nothing in what is signed.
      const types = { EIP712Domain: getTypesForEIP712Domain({ domain: given.domain }), ...given.types };
      const definition = { ...given, types } as unknown as TypedDataDefinition;
      const text = serializeTypedData(definition);
      const data: unknown = JSON.parse(text);
      const signature = await askOne(ask, [
        { method: "eth_signTypedData_v4", params: [from, data] },
        // Web3Signer: the version without a name, and the data as a text.
        { method: "eth_signTypedData", params: [from, text] },
        { method: "account_signTypedData", params: [from, data] },
      ]);
      const who = await recoverTypedDataAddress({ ...definition, signature: hexOf(signature) }).catch(() => undefined);
      checkWho(who, from);
      return hexOf(signature);
    },
    signTransaction: async (transaction) => {
      const wanted = transaction as TransactionSerializableEIP1559;
      const fields = fieldsOf(wanted, from);
      const answer = await askOne(ask, [
        { method: "eth_signTransaction", params: [fields] },
        // clef shows the call to its owner, and its rules can go by it.
        { method: "account_signTransaction", params: wanted.to ? [fields, SUBMIT] : [fields] },
      ]);
      // geth and clef answer with an object.
      const raw = hexOf(typeof answer === "object" && answer !== null && "raw" in answer ? answer.raw : answer);
      await checkTransaction(raw, wanted, from);
      return raw;
    },
  });
}

function fieldsOf(wanted: TransactionSerializableEIP1559, from: Hex) {
  const number = (value: bigint | number | undefined) => numberToHex(value ?? 0);
  return {
    from,
    // clef refuses addresses without a checksum.
    ...(wanted.to ? { to: getAddress(wanted.to) } : {}),
    data: wanted.data ?? "0x",
    value: number(wanted.value),
    nonce: number(wanted.nonce),
    gas: number(wanted.gas),
    maxFeePerGas: number(wanted.maxFeePerGas),
    maxPriorityFeePerGas: number(wanted.maxPriorityFeePerGas),
    chainId: number(wanted.chainId),
  };
}

/** Signers differ in the names of their methods: the first that is known is the one. A refusal is told, rather than that others are not known. */
async function askOne(ask: (call: Call) => Promise<unknown>, calls: readonly Call[]): Promise<unknown> {
  let refused: string | undefined;
  for (const call of calls) {
    try {
      return await ask(call);
    } catch (error) {
      const said = answerOf(error);
      if (!said) throw new ChainError("signer", "the signer does not answer");
      if (!said.isUnknown) refused ??= said.text;
    }
  }
  const names = calls.map(({ method }) => method).join(", ");
  throw new ChainError("signer", refused ? `the signer refuses: ${refused}` : `the signer knows none of ${names}`);
}

/** What a signer said in an error; undefined when it said nothing. */
function answerOf(error: unknown): { text: string; isUnknown: boolean } | undefined {
  const find = <T extends BaseError>(kind: new (...args: never[]) => T) =>
    error instanceof BaseError ? (error.walk((cause) => cause instanceof kind) as T | null) : null;
  const rpc = find(RpcRequestError);
  if (rpc) return { text: rpc.details, isUnknown: rpc.code === METHOD_NOT_FOUND || UNKNOWN_METHOD.test(rpc.details) };
  const page = find(HttpRequestError);
  if (!page?.status) return undefined;
  // Web3Signer hands what it does not know to a node behind it, which may not be there.
  return { text: page.details, isUnknown: page.status >= BAD_GATEWAY || UNKNOWN_METHOD.test(page.details) };
}

function hexOf(answer: unknown): Hex {
  if (typeof answer === "string" && /^0x([0-9a-f]{2})+$/i.test(answer)) return answer.toLowerCase() as Hex;
  throw new ChainError("signer", "the signer answered with something that is no signature");
}

function checkWho(who: Hex | undefined, from: Hex): void {
  if (who?.toLowerCase() === from.toLowerCase()) return;
  throw new ChainError("signer", who ? `the signer signed as ${who}, not as ${from}` : "the signature is damaged");
}

/** With the signature that came, the wanted transaction must have exactly the bytes that came. */
async function checkTransaction(raw: Hex, wanted: TransactionSerializableEIP1559, from: Hex): Promise<void> {
  const parsed = parsedOf(raw);
  const { r, s, yParity } = parsed;
  if (r === undefined || s === undefined || yParity === undefined)
    throw new ChainError("signer", "the signer answered without a signature");
  if (serializeTransaction({ ...wanted, type: "eip1559" }, { r, s, yParity }) !== raw) {
    const other = otherFields(parsed, wanted).join(", ") || "type";
    throw new ChainError("signer", `the signer signed another transaction than was asked: ${other} differs`);
  }
  const who = await recoverTransactionAddress({ serializedTransaction: raw as `0x02${string}` }).catch(() => undefined);
  checkWho(who, from);
}

function parsedOf(raw: Hex) {
  try {
    return parseTransaction(raw as `0x02${string}`);
  } catch {
    throw new ChainError("signer", "the signer answered with something that is no transaction");
  }
}

const FIELDS = ["chainId", "to", "data", "value", "nonce", "gas", "maxFeePerGas", "maxPriorityFeePerGas"] as const;

function otherFields(parsed: Partial<TransactionSerializableEIP1559>, wanted: TransactionSerializableEIP1559) {
  // What is zero or empty is left out of a transaction's bytes.
  const text = (value: unknown) => (value === undefined || value === "0x" ? "0" : String(value).toLowerCase());
  return FIELDS.filter((name) => text(parsed[name]) !== text(wanted[name]));
}
