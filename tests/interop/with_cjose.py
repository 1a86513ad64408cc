"""Debian's cjose, by tests/interop/cjose.c."""

import json
import os

from library import EC, HMAC, RSA, Key, Library, Refused, alg_of
from program import HexProgram

SIZES = {"HS256": 256, "HS384": 384, "HS512": 512, "ES256": 256, "ES384": 384, "ES512": 521}


class CJose(Library):
    name = "cjose"
    kinds = HMAC + RSA + EC
    writes = ("private_jwk", "public_jwk")
    reads = writes

    def __init__(self):
        program = os.environ.get("CARDEA_INTEROP_CJOSE")
        if not program:
            self.missing = "tests/interop/cjose.c is not built, for want of libcjose-dev: ./dev test installs it."
        self._program = HexProgram(program)

    def ask(self, *fields):
        is_well, answer = self._program.ask(*fields)
        if not is_well:
            raise Refused(": ".join(answer))
        return answer

    def generate(self, kind):
        kty = "oct" if kind in HMAC else "EC" if kind in EC else "RSA"
        return Key("private_jwk", self.ask("generate", kty, str(SIZES.get(kind, 2048)))[0])

    def rewritten(self, key, kind, form):
        return key if form == key.form else Key(form, self.ask("public", key.text)[0])

    def sign(self, key, kind, header, claims):
        return self.sign_octets(key, kind, header, json.dumps(claims))

    def sign_octets(self, key, kind, header, payload):
        members = []
        for name, value in {"alg": alg_of(kind), **header}.items():
            members += [name, value if isinstance(value, str) else json.dumps(value)]
        return self.ask("sign", key.text, payload, *members)[0]

    def verdicts(self, key, kind, tokens):
        verdicts = []
        for token in tokens:
            try:
                payload, *members = self.ask("verify", key.text, token)
                header = {name: value for name, value in zip(("alg", "typ", "kid"), members, strict=True) if value}
                # The library takes the algorithm from the token; to compare it is its user's part.
                is_meant = header["alg"] == alg_of(kind)
                verdicts.append((header, json.loads(payload)) if is_meant else Refused("another algorithm"))
            except Refused as refusal:
                verdicts.append(refusal)
        return verdicts
