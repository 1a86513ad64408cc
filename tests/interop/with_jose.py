"""npm's jose (panva), by tests/interop/jose.mjs."""

import json
import os
import shutil
from pathlib import Path

from library import KINDS, PRIVATE_FORMS, PUBLIC_FORMS, Key, Library, Refused, alg_of
from program import JsonProgram

HERE = Path(__file__).resolve().parent
TOOLS = Path(os.environ.get("CARDEA_INTEROP_TOOLS") or HERE.parents[1] / "build" / "npm" / "interop")


class Jose(Library):
    name = "jose"
    kinds = KINDS
    writes = PRIVATE_FORMS + PUBLIC_FORMS
    reads = writes

    def __init__(self):
        if shutil.which("node") is None or not (TOOLS / "node_modules" / "jose").is_dir():
            self.missing = f"There is no Node, or no jose in {TOOLS}: ./dev test installs both."
        self._program = JsonProgram("node", str(HERE / "jose.mjs"),
                                    environment={**os.environ, "CARDEA_INTEROP_TOOLS": str(TOOLS)})

    def ask(self, action, key=None, **request):
        given = None if key is None else {"form": key.form, "text": key.text}
        answer = self._program.ask(action, key=given, **request)
        if "refused" in answer:
            raise Refused(answer["refused"])
        return answer

    def generate(self, kind):
        return Key("private_jwk", self.ask("generate", kind=kind)["text"])

    def rewritten(self, key, kind, form):
        return Key(form, self.ask("write", key, kind=kind, to=form)["text"])

    def thumbprint(self, key):
        return self.ask("thumbprint", text=key.text)["text"]

    def sign(self, key, kind, header, claims):
        return self.ask("sign", key, kind=kind, header={"alg": alg_of(kind), **header}, claims=claims)["text"]

    def sign_octets(self, key, kind, header, payload):
        return self.ask("signOctets", key, kind=kind, header={"alg": alg_of(kind), **header}, payload=payload)["text"]

    def verdicts(self, key, kind, tokens, **options):
        answer = self.ask("verify", key, kind=kind, tokens=list(tokens), options=options or None)
        return [Refused(verdict["refused"]) if "refused" in verdict else (verdict["header"], verdict["claims"])
                for verdict in answer["verdicts"]]

    def verify_by_set(self, jwk_set, tokens):
        return self.ask("verify", set=json.dumps(jwk_set), tokens=list(tokens))["verdicts"]
