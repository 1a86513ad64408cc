"""Debian's libjwt, by tests/interop/libjwt.c. It makes no keys: those are of the command `openssl`."""

import json
import os

from library import EC, HMAC, RSA, Key, Library, Refused, b64, openssl, alg_of
from program import HexProgram

CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


class LibJwt(Library):
    name = "libjwt"
    kinds = HMAC + RSA[:3] + EC
    writes = ("secret", "pkcs8", "pkcs1", "sec1", "spki", "public_pkcs1")
    reads = ("secret", "pkcs8", "pkcs1", "sec1", "spki")
    type = "JWT"  # the only one: it writes it over every other, and refuses every other

    def __init__(self):
        program = os.environ.get("CARDEA_INTEROP_LIBJWT")
        if not program:
            self.missing = "tests/interop/libjwt.c is not built, for want of libjwt-dev: ./dev test installs it."
        self._program = HexProgram(program)

    def generate(self, kind):
        if kind in HMAC:
            return Key("secret", b64(openssl("rand", "-hex", "32").strip().encode()))
        if kind in RSA:
            return Key("pkcs8", openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-quiet"))
        return Key("pkcs8", openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{CURVES[kind]}"))

    def rewritten(self, key, kind, form):
        if form == key.form:
            return key
        if form == "public_pkcs1":
            return Key(form, openssl("rsa", "-RSAPublicKey_out", given=key.text))
        extra = ("-pubout",) if form == "spki" else ("-traditional",) if form in ("pkcs1", "sec1") else ()
        return Key(form, openssl("pkey", *extra, given=key.text))

    def sign(self, key, kind, header, claims):
        return self.sign_octets(key, kind, json.dumps(header), json.dumps(claims))

    def sign_octets(self, key, kind, header, payload):
        is_well, fields = self._program.ask("sign", alg_of(kind), b"" if key is None else key.octets, header, payload)
        if not is_well:
            raise Refused(fields[0])
        return fields[0]

    def verdicts(self, key, kind, tokens):
        verdicts = []
        for token in tokens:
            is_well, fields = self._program.ask("verify", alg_of(kind), key.octets, token)
            verdicts.append(tuple(json.loads(field) for field in fields) if is_well else Refused(fields[0]))
        return verdicts
