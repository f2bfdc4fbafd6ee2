import {
  compactSignatureToSignature,
  decodeFunctionData,
  type Hex,
  parseAbi,
  parseSignature,
  recoverTypedDataAddress,
  serializeSignature,
  signatureToCompactSignature,
} from "viem";
import type { LocalAccount } from "viem/accounts";
import artefact from "../../contracts/LogAnchor.json";

/** The interface of contracts/LogAnchor.sol; a test holds it to the compiled artefact. */
export const anchorAbi = parseAbi([
  "constructor(address publisher_, bytes32 originHash_)",
  "event Checkpoint(uint64 indexed size, bytes32 root, uint64 oldSize, bytes32 noteHash)",
  "error NotFromHead(uint64 headSize, uint64 oldSize)",
  "error NotGrowing(uint64 headSize, uint64 newSize)",
  "error NotConsistent()",
  "error FirstNeedsNoProof()",
  "error ProofTooLong(uint256 hashes)",
  "error NotPublisher(address signer)",
  "error NoPublisher()",
  "error NoSha256()",
  "function publisher() view returns (address)",
  "function originHash() view returns (bytes32)",
  "function head() view returns (uint64 size, bytes32 root, uint64 time)",
  "function submit(uint64 oldSize, uint64 newSize, bytes32 newRoot, bytes32[] proof, bytes32 noteHash, bytes32 r, bytes32 vs)",
  "function verifyInclusion(bytes entry, uint64 index, bytes32[] proof) view returns (bool)",
  "function verifyInclusionIn(bytes entry, uint64 index, uint64 size, bytes32 root, bytes32[] proof) view returns (bool)",
  "function verifyConsistency(uint64 oldSize, bytes32 oldRoot, uint64 newSize, bytes32 newRoot, bytes32[] proof) view returns (bool)",
]);

export const anchorBytecode = artefact.bytecode as Hex;

/** A checkpoint as the contract takes it. */
export type AnchorClaim = { size: bigint; root: Hex; noteHash: Hex };
export type AnchorPlace = { chainId: number; contract: Hex };
export type AnchorSignature = { r: Hex; vs: Hex };

function typedData({ chainId, contract }: AnchorPlace, message: AnchorClaim) {
  return {
    domain: { name: "Assay log anchor", version: "1", chainId, verifyingContract: contract },
    types: {
      Anchor: [
        { name: "size", type: "uint64" },
        { name: "root", type: "bytes32" },
        { name: "noteHash", type: "bytes32" },
      ],
    },
    primaryType: "Anchor",
    message,
  } as const;
}

/** Signs a checkpoint for one contract on one chain. Sources: EIP-712, EIP-2098. */
export async function signAnchor(
  publisher: Pick<LocalAccount, "signTypedData">,
  { chainId, contract }: AnchorPlace,
  claim: AnchorClaim,
): Promise<AnchorSignature> {
  const signature = await publisher.signTypedData(typedData({ chainId, contract }, claim));
  const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signature));
  return { r, vs: yParityAndS };
}

/** Address whose signature a call of `submit` carries for this checkpoint; undefined when the call is of another one, or is none. */
export async function submissionSigner(
  place: AnchorPlace,
  data: Hex,
  { size, root }: { size: number; root: string },
): Promise<string | undefined> {
  try {
    const { functionName, args } = decodeFunctionData({ abi: anchorAbi, data });
    if (functionName !== "submit") return undefined;
    const [, newSize, newRoot, , noteHash, r, vs] = args;
    if (newSize !== BigInt(size) || newRoot !== root) return undefined;
    const signature = serializeSignature(compactSignatureToSignature({ r, yParityAndS: vs }));
    const claim = { size: newSize, root: newRoot, noteHash };
    return (await recoverTypedDataAddress({ ...typedData(place, claim), signature })).toLowerCase();
  } catch {
    return undefined;
  }
}
