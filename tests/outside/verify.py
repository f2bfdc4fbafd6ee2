"""Reads an Assay log with Python's standard library and nothing of Assay's: signature, tiles, tree, every entry.

    python3 verify.py URL VKEY
"""
import base64
import hashlib
import sys
import urllib.request

WIDTH = 256
# Edwards curve of RFC 8032, 5.1.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    m, n = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(k, point):
    total = (0, 1, 1, 0)
    while k:
        if k & 1:
            total = add(total, point)
        point, k = add(point, point), k >> 1
    return total


def decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        raise ValueError("bad point")
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * I % P
    if (x * x - xx) % P or (x == 0 and sign):
        raise ValueError("bad point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public_key, message, signature):
    if len(signature) != 64:
        return False
    a, r, s = decode(public_key), decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if s >= Q:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % Q
    left, right = times(s, BASE), add(r, times(k, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def get(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def open_checkpoint(url, vkey):
    name, key_id, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    if hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() != key_id or key[0] != 1:
        raise ValueError("bad verifier key")
    text, _, signatures = get(url + "/checkpoint").decode().rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, blob = line.split(" ")
        blob = base64.b64decode(blob)
        if (dash, signer, blob[:4].hex()) == ("—", name, key_id):
            if not is_signed(key[1:], text.encode(), blob[4:]):
                raise ValueError("bad signature")
            break
    else:
        raise ValueError("not signed by " + name)
    origin, size, root = text.splitlines()[:3]
    if origin != name:
        raise ValueError("a checkpoint of " + origin)
    return int(size), base64.b64decode(root)


def path_of(level, n, width):
    groups = ["%03d" % (n % 1000)]
    while n >= 1000:
        n //= 1000
        groups.insert(0, "x%03d" % (n % 1000))
    return "/tile/%s/%s%s" % (level, "/".join(groups), "" if width == WIDTH else ".p/%d" % width)


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes):
    """RFC 6962, 2.1."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node(root_of(hashes[:split]), root_of(hashes[split:]))


def read_entries(url, size):
    for n in range((size + WIDTH - 1) // WIDTH):
        width = min(WIDTH, size - n * WIDTH)
        data, entries = get(url + path_of("entries", n, width)), []
        while data:
            length = int.from_bytes(data[:2], "big")
            if len(data) < 2 + length:
                raise ValueError("bundle %d is cut off" % n)
            entries.append(data[2 : 2 + length])
            data = data[2 + length :]
        if len(entries) != width:
            raise ValueError("bundle %d holds %d entries" % (n, len(entries)))
        yield from entries


def verify(url, vkey):
    size, root = open_checkpoint(url, vkey)
    hashes, level = [hashlib.sha256(b"\x00" + entry).digest() for entry in read_entries(url, size)], 0
    if root_of(hashes) != root:
        raise ValueError("the entries do not make the signed root")
    while hashes:
        for n in range((len(hashes) + WIDTH - 1) // WIDTH):
            expected = hashes[n * WIDTH : (n + 1) * WIDTH]
            if get(url + path_of(level, n, len(expected))) != b"".join(expected):
                raise ValueError("tile %d/%d does not hold what the entries say" % (level, n))
        full = len(hashes) // WIDTH
        hashes, level = [root_of(hashes[n * WIDTH : (n + 1) * WIDTH]) for n in range(full)], level + 1
    return size


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: verify.py URL VKEY")
    try:
        print("sound", verify(sys.argv[1].rstrip("/"), sys.argv[2]))
    except Exception as error:
        sys.exit("%s: %s" % (type(error).__name__, error))
