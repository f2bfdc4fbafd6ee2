import {
  BaseError,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  ExecutionRevertedError,
  HttpRequestError,
  InsufficientFundsError,
  RpcRequestError,
  TimeoutError,
} from "viem";
import { ChainError } from "#lib/domain/anchor";

const MAX_CHARS = 300;

/** Any failure of viem as one of the few that an operator can act on; never with the node's address, which may hold a key. */
export function chainFault(error: unknown): ChainError {
  // viem may have wrapped what a signer of ours threw.
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof ChainError) return cause;
  if (!(error instanceof BaseError)) return new ChainError("unreachable", String(error));
  const find = <T extends BaseError>(kind: new (...args: never[]) => T) =>
    error.walk((cause) => cause instanceof kind) as T | null;
  const reverted = find(ContractFunctionRevertedError);
  if (reverted) return new ChainError("refused", reverted.data?.errorName ?? reverted.shortMessage);
  if (find(ContractFunctionZeroDataError)) return new ChainError("no_contract", "there is no contract at this address");
  if (find(InsufficientFundsError)) return new ChainError("no_funds", "the paying account has too little");
  if (find(TimeoutError)) return new ChainError("unreachable", "the node did not answer in time");
  const http = find(HttpRequestError);
  if (http) return new ChainError("unreachable", http.status ? `the node answered ${http.status}` : "no connection");
  const said = find(RpcRequestError)?.details ?? find(ExecutionRevertedError)?.shortMessage ?? error.shortMessage;
  return new ChainError(/insufficient funds/i.test(said) ? "no_funds" : "refused", plain(said));
}

// A node may answer with whatever bytes it likes; what is kept and shown is text.
function plain(said: string): string {
  return said
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, MAX_CHARS);
}
