"""Cardea itself, by tests/interop/tool.cpp."""

import json
import os
from pathlib import Path

from library import EC, HMAC, JWK_FORMS, PRIVATE_FORMS, PUBLIC_FORMS, RSA, Key, Library, Refused, alg_of, part
from program import JsonProgram

ROOT = Path(__file__).resolve().parents[2]
TOOL = os.environ.get("CARDEA_INTEROP_TOOL") or str(ROOT / "build" / "dev" / "tests" / "interop" / "interop_tool")
NOW = 1_700_000_000  # where nothing else is said; well before any `exp` of these tests


def form_of(key):
    return key.form if key.form in ("secret", "jwk_set", "own_keys") else "jwk" if key.form in JWK_FORMS else "pem"


class Cardea(Library):
    name = "cardea"
    kinds = HMAC + RSA + EC + ("Ed25519",)  # those it makes keys of; it reads Ed448 too
    writes = ("private_jwk", "secret", "public_jwk", "pkcs8", "spki")
    reads = PRIVATE_FORMS + PUBLIC_FORMS

    def __init__(self):
        self._tool = JsonProgram(TOOL)

    def ask(self, action, key=None, kind=None, **request):
        """The answer; raises Refused, whose first word is the reason."""
        given = {} if key is None else {"key": key.text, "form": form_of(key)}
        algorithm = alg_of(kind) if kind else None
        answer = self._tool.ask(action, algorithm=algorithm, **given, **request)
        if answer["refused"]:
            raise Refused(f"{answer['refused']}: {answer['detail']}")
        return answer

    def generate(self, kind):
        return Key("private_jwk", self.ask("generate", kind=kind)["text"])

    def rewritten(self, key, kind, form):
        if form == "secret":
            return Key(form, key.jwk["k"])
        return Key(form, self.ask("write", key, kind, to=form)["text"])

    def thumbprint(self, key, kind=None):
        return self.ask("thumbprint", key, kind)["text"]

    def sign(self, key, kind, header, claims):
        return self.sign_octets(key, kind, json.dumps({"alg": alg_of(kind), **header}), json.dumps(claims))

    def sign_octets(self, key, kind, header, payload):
        return self.ask("sign_octets", key, kind, header=header, payload=payload)["text"]

    def sign_claims(self, key, kind, claims, type="JWT"):
        """As jose::Signer does it."""
        return self.ask("sign", key, kind, claims=claims, type=type)["text"]

    def verdicts(self, key, kind, tokens, now=NOW, kid=None, **expected):
        """As jose::Verifier does it: of the claims, those that it knows; `exp` always."""
        answer = self.ask("verify", key, kind, tokens=list(tokens), now=now, kid=kid, **expected)
        return [Refused(verdict["refused"]) if verdict["refused"] else
                (part(token, 0), {name: value for name, value in verdict["claims"].items() if value is not None})
                for token, verdict in zip(tokens, answer["verdicts"], strict=True)]

    def claims(self, key, kind, token, **options):
        """The claims of a token; raises Refused."""
        (verdict,) = self.verdicts(key, kind, [token], **options)
        if isinstance(verdict, Refused):
            raise verdict
        return verdict[1]

    def refusal(self, key, kind, token, **options):
        """The word by which the token is refused."""
        (verdict,) = self.verdicts(key, kind, [token], **options)
        assert isinstance(verdict, Refused), f"believed: {token}"
        return str(verdict)


OURS = Cardea()
