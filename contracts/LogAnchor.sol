// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Anchor of one append-only log
/// @notice Keeps the newest checkpoint (size and RFC 6962 root) of a log, and takes a new one only with a valid consistency proof
/// from the one it holds. So nobody, the log's operator with every key included, can later show a history that differs from what is
/// anchored here: such a history has no proof.
/// @dev No proxy, no owner, no token, nothing payable. Proofs and hashes are those of RFC 6962 (RFC 9162 2.1): SHA-256, leaves with the
/// prefix 0x00, nodes with 0x01. A Merkle proof does not bind the tree's size: what binds it is the publisher's signature over both.
contract LogAnchor {
    /// @notice A checkpoint was anchored.
    /// @param size Entries that the tree has.
    /// @param root Root of the tree over them.
    /// @param oldSize Size of the checkpoint anchored before; 0 for the first.
    /// @param noteHash SHA-256 of the signed note (C2SP tlog-checkpoint) that was published for this size.
    event Checkpoint(uint64 indexed size, bytes32 root, uint64 oldSize, bytes32 noteHash);

    /// @notice The proof starts from another size than the one anchored.
    error NotFromHead(uint64 headSize, uint64 oldSize);
    /// @notice The new size is not larger than the one anchored.
    error NotGrowing(uint64 headSize, uint64 newSize);
    /// @notice The proof does not lead from the anchored root to the new one.
    error NotConsistent();
    /// @notice The first checkpoint has nothing to be consistent with: it carries no proof.
    error FirstNeedsNoProof();
    /// @notice More hashes than a proof between trees of this kind can have.
    error ProofTooLong(uint256 hashes);
    /// @notice The signature is not the publisher's.
    error NotPublisher(address signer);
    /// @notice A contract that nobody could ever submit to.
    error NoPublisher();
    /// @notice This chain has no SHA-256 at address 2.
    error NoSha256();

    /// @notice Whose signature makes a checkpoint the log's.
    address public immutable publisher;
    /// @notice SHA-256 of the log's origin, the first line of its checkpoints.
    bytes32 public immutable originHash;

    uint256 private immutable deployedChainId;
    bytes32 private immutable deployedDomain;

    uint256 private constant MAX_PROOF = 63;
    /// @dev EIP-712. "Anchor" and not "Checkpoint" as the type's name, so that wallets show what signing it does.
    bytes32 private constant ANCHOR_TYPE = keccak256("Anchor(uint64 size,bytes32 root,bytes32 noteHash)");
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    bytes32 private headRoot;
    uint64 private headSize;
    uint64 private headTime;

    constructor(address publisher_, bytes32 originHash_) {
        if (publisher_ == address(0)) revert NoPublisher();
        publisher = publisher_;
        originHash = originHash_;
        deployedChainId = block.chainid;
        deployedDomain = _makeDomain();
    }

    /// @notice The newest anchored checkpoint; all zero before the first.
    /// @return size Entries of the tree.
    /// @return root Root over them.
    /// @return time Seconds since 1970 of the block that anchored it.
    function head() external view returns (uint64 size, bytes32 root, uint64 time) {
        return (headSize, headRoot, headTime);
    }

    /// @notice Anchors a checkpoint. Anyone may send it: the publisher's signature is what counts, not the sender.
    /// @param oldSize Size that is anchored now, from which the proof starts.
    /// @param newSize Size of the checkpoint; larger.
    /// @param newRoot Its root.
    /// @param proof RFC 6962 consistency proof from oldSize to newSize; empty for the first checkpoint.
    /// @param noteHash SHA-256 of the signed note.
    /// @param r First half of the publisher's EIP-712 signature of Anchor(newSize, newRoot, noteHash).
    /// @param vs Second half, in the compact form of EIP-2098.
    function submit(
        uint64 oldSize,
        uint64 newSize,
        bytes32 newRoot,
        bytes32[] calldata proof,
        bytes32 noteHash,
        bytes32 r,
        bytes32 vs
    ) external {
        uint64 size = headSize;
        if (oldSize != size) revert NotFromHead(size, oldSize);
        if (newSize <= size) revert NotGrowing(size, newSize);
        if (size == 0) {
            if (proof.length != 0) revert FirstNeedsNoProof();
        } else if (!verifyConsistency(size, headRoot, newSize, newRoot, proof)) {
            revert NotConsistent();
        }
        _checkSignature(keccak256(abi.encode(ANCHOR_TYPE, newSize, newRoot, noteHash)), r, vs);
        headRoot = newRoot;
        headSize = newSize;
        headTime = uint64(block.timestamp);
        emit Checkpoint(newSize, newRoot, size, noteHash);
    }

    /// @notice Whether an entry stands at a place of the anchored tree.
    /// @param entry The entry's bytes, whole: its leaf is hashed here, since a hash that a caller brings could be an inner node's.
    /// @param index Its place, from 0.
    /// @param proof RFC 6962 inclusion proof, from the leaf's sibling upwards.
    function verifyInclusion(bytes calldata entry, uint64 index, bytes32[] calldata proof) external view returns (bool) {
        return verifyInclusionIn(entry, index, headSize, headRoot, proof);
    }

    /// @notice The same for a tree that the caller names: an older checkpoint, or the tree of a snapshot whose root is an entry.
    function verifyInclusionIn(
        bytes calldata entry,
        uint64 index,
        uint64 size,
        bytes32 root,
        bytes32[] calldata proof
    ) public view returns (bool) {
        if (proof.length > MAX_PROOF) revert ProofTooLong(proof.length);
        if (index >= size) return false;
        bytes32 hash = _leaf(entry);
        uint256 buffer = _newBuffer();
        uint256 fn = index;
        uint256 sn;
        unchecked {
            sn = size - 1;
        }
        for (uint256 i = 0; i < proof.length; ) {
            if (sn == 0) return false;
            bytes32 sibling = proof[i];
            if (fn & 1 == 1 || fn == sn) {
                hash = _node(buffer, sibling, hash);
                while (fn & 1 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                hash = _node(buffer, hash, sibling);
            }
            fn >>= 1;
            sn >>= 1;
            unchecked {
                ++i;
            }
        }
        return sn == 0 && hash == root;
    }

    /// @notice Whether a tree is the beginning of another. RFC 9162 2.1.4.2. An empty old tree is refused: it begins every tree.
    function verifyConsistency(
        uint64 oldSize,
        bytes32 oldRoot,
        uint64 newSize,
        bytes32 newRoot,
        bytes32[] calldata proof
    ) public view returns (bool) {
        if (proof.length > MAX_PROOF) revert ProofTooLong(proof.length);
        if (oldSize == 0 || oldSize > newSize) return false;
        if (oldSize == newSize) return proof.length == 0 && oldRoot == newRoot;
        if (proof.length == 0) return false;
        uint256 fn;
        uint256 sn;
        uint256 i;
        // Both sizes are at least 1 here.
        unchecked {
            fn = oldSize - 1;
            sn = newSize - 1;
        }
        bytes32 oldHash = oldRoot;
        // A tree of a power of two is one node of the larger tree: the proof starts from its own root.
        if (oldSize & fn != 0) {
            oldHash = proof[0];
            i = 1;
        }
        while (fn & 1 == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        bytes32 newHash = oldHash;
        uint256 buffer = _newBuffer();
        for (; i < proof.length; ) {
            if (sn == 0) return false;
            bytes32 next = proof[i];
            if (fn & 1 == 1 || fn == sn) {
                // While both are the same the two hashes are, too.
                bool isSame = oldHash == newHash;
                oldHash = _node(buffer, next, oldHash);
                newHash = isSame ? oldHash : _node(buffer, next, newHash);
                while (fn & 1 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                newHash = _node(buffer, newHash, next);
            }
            fn >>= 1;
            sn >>= 1;
            unchecked {
                ++i;
            }
        }
        return sn == 0 && oldHash == oldRoot && newHash == newRoot;
    }

    /// @dev EIP-2098: the highest bit of vs is the parity, the rest is s. A second, malleable signature gains nobody anything, since
    /// each size is taken once.
    function _checkSignature(bytes32 structHash, bytes32 r, bytes32 vs) private view {
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", _domain(), structHash));
        uint8 v = uint8((uint256(vs) >> 255) + 27);
        bytes32 s = bytes32((uint256(vs) << 1) >> 1);
        address signer = ecrecover(digest, v, r, s);
        // ecrecover answers 0 for what is no signature; no publisher is 0.
        if (signer != publisher) revert NotPublisher(signer);
    }

    /// @dev Made anew where the chain has split since: a signature for one chain is not one for the other.
    function _domain() private view returns (bytes32) {
        return block.chainid == deployedChainId ? deployedDomain : _makeDomain();
    }

    function _makeDomain() private view returns (bytes32) {
        return
            keccak256(
                abi.encode(DOMAIN_TYPE, keccak256("Assay log anchor"), keccak256("1"), block.chainid, address(this))
            );
    }

    /// @dev 96 bytes of memory; the last 65 hold 0x01 || left || right.
    function _newBuffer() private pure returns (uint256 buffer) {
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(0x40, add(buffer, 0x60))
            mstore(buffer, 1)
        }
    }

    /// @dev SHA-256(0x01 || left || right), by the precompile. Its success and the 32 bytes that it must return are both checked: on a
    /// chain without it a call succeeds and returns nothing.
    function _node(uint256 buffer, bytes32 left, bytes32 right) private view returns (bytes32 hash) {
        bool ok;
        assembly ("memory-safe") {
            mstore(add(buffer, 0x20), left)
            mstore(add(buffer, 0x40), right)
            ok := staticcall(gas(), 2, add(buffer, 0x1f), 0x41, 0x00, 0x20)
            ok := and(ok, eq(returndatasize(), 0x20))
            hash := mload(0x00)
        }
        if (!ok) revert NoSha256();
    }

    /// @dev SHA-256(0x00 || entry).
    function _leaf(bytes calldata entry) private view returns (bytes32 hash) {
        bool ok;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 0)
            calldatacopy(add(buffer, 1), entry.offset, entry.length)
            ok := staticcall(gas(), 2, buffer, add(entry.length, 1), 0x00, 0x20)
            ok := and(ok, eq(returndatasize(), 0x20))
            hash := mload(0x00)
        }
        if (!ok) revert NoSha256();
    }
}
