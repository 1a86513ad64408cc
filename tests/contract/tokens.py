"""JSON Web Tokens by hand: taken apart, verified with the `openssl` command, and forged."""

import base64
import hashlib
import hmac
import json
import subprocess
from pathlib import Path

P256_KEY_INFO = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    assert "=" not in text and "+" not in text and "/" not in text, text
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact(value):
    return value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()


def header_of(token):
    return json.loads(unb64(token.split(".")[0]))


def claims_of(token):
    return json.loads(unb64(token.split(".")[1]))


def joined(header, claims, signature=b""):
    """A token from its parts; each a dict, or bytes as they shall stand."""
    return ".".join([b64(compact(header)), b64(compact(claims)), b64(signature)])


def signed_hs256(header, claims, secret):
    signing_input = f"{b64(compact(header))}.{b64(compact(claims))}"
    signature = hmac.new(secret, signing_input.encode(), hashlib.sha256).digest()
    return f"{signing_input}.{b64(signature)}"


def thumbprint(jwk):
    """RFC 7638 of a P-256 key."""
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return b64(hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest())


def public_key_der(jwk):
    return P256_KEY_INFO + b"\x04" + unb64(jwk["x"]) + unb64(jwk["y"])


def public_key_pem(jwk):
    body = base64.encodebytes(public_key_der(jwk)).replace(b"\n", b"")
    lines = [body[at:at + 64] for at in range(0, len(body), 64)]
    return b"-----BEGIN PUBLIC KEY-----\n" + b"\n".join(lines) + b"\n-----END PUBLIC KEY-----\n"


def _der_integer(data):
    data = data.lstrip(b"\x00") or b"\x00"
    if data[0] >= 0x80:
        data = b"\x00" + data
    return bytes([2, len(data)]) + data


def der_signature(signature):
    """A P1363 signature (r, s side by side) as OpenSSL wants it."""
    body = _der_integer(signature[:32]) + _der_integer(signature[32:])
    return bytes([0x30, len(body)]) + body


def raw_signature(der):
    """The other way round."""
    assert der[0] == 0x30 and der[2] == 2
    r_size = der[3]
    r, s = der[4:4 + r_size], der[6 + r_size:]
    return r.lstrip(b"\x00").rjust(32, b"\x00") + s.lstrip(b"\x00").rjust(32, b"\x00")


def verifies_es256(token, jwk, folder):
    """Whether OpenSSL's own command believes the signature of `token`."""
    signing_input, _, signature = token.rpartition(".")
    raw = unb64(signature)
    if len(raw) != 64:
        return False
    folder = Path(folder)
    (folder / "public.pem").write_bytes(public_key_pem(jwk))
    (folder / "signature.der").write_bytes(der_signature(raw))
    (folder / "input").write_bytes(signing_input.encode())
    verdict = subprocess.run(
        ["openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "signature.der", "input"],
        cwd=folder, capture_output=True, check=False)
    return verdict.returncode == 0


class ForeignKey:
    """A P-256 key of the attacker's own."""

    def __init__(self, folder):
        self.path = Path(folder) / "foreign.pem"
        subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout",
                        "-out", str(self.path)], capture_output=True, check=True)
        der = subprocess.run(["openssl", "ec", "-in", str(self.path), "-pubout", "-outform", "DER"],
                             capture_output=True, check=True).stdout
        self.jwk = {"kty": "EC", "crv": "P-256", "x": b64(der[-64:-32]), "y": b64(der[-32:])}

    def signed(self, header, claims):
        signing_input = f"{b64(compact(header))}.{b64(compact(claims))}"
        der = subprocess.run(["openssl", "dgst", "-sha256", "-sign", str(self.path)],
                             input=signing_input.encode(), capture_output=True, check=True).stdout
        return f"{signing_input}.{b64(raw_signature(der))}"
