// The side of npm's jose: requests as JSON lines on standard input, an answer for each on standard
// output. A key is a text and its form; `kind` is an `alg`, or the curve of an EdDSA key.
import crypto from "node:crypto";
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";

const require = createRequire(path.join(process.env.CARDEA_INTEROP_TOOLS, "package.json"));
const jose = require("jose");

const encoder = new TextEncoder();
const algorithmOf = (kind) => (kind.startsWith("Ed") ? "EdDSA" : kind);

const readers = {
    private_jwk: (text, alg) => jose.importJWK(JSON.parse(text), alg),
    public_jwk: (text, alg) => jose.importJWK(JSON.parse(text), alg),
    pkcs8: (text, alg) => jose.importPKCS8(text, alg),
    spki: (text, alg) => jose.importSPKI(text, alg),
    pkcs1: (text) => crypto.createPrivateKey(text),
    sec1: (text) => crypto.createPrivateKey(text),
    public_pkcs1: (text) => crypto.createPublicKey(text),
    secret: (text) => jose.base64url.decode(text),
};
const writers = {
    private_jwk: async (key) => JSON.stringify(await jose.exportJWK(key)),
    public_jwk: async (key) => JSON.stringify(await jose.exportJWK(crypto.createPublicKey(key))),
    pkcs8: (key) => jose.exportPKCS8(key),
    spki: (key) => jose.exportSPKI(crypto.createPublicKey(key)),
    pkcs1: (key) => key.export({ type: "pkcs1", format: "pem" }),
    sec1: (key) => key.export({ type: "sec1", format: "pem" }),
    public_pkcs1: (key) => crypto.createPublicKey(key).export({ type: "pkcs1", format: "pem" }),
    secret: async (key) => (await jose.exportJWK(key)).k,
};

const keyOf = ({ form, text }, kind) => readers[form](text, algorithmOf(kind));

const actions = {
    async generate({ kind }) {
        const options = { extractable: true, crv: kind.startsWith("Ed") ? kind : undefined };
        const key = kind.startsWith("HS")
            ? await jose.generateSecret(kind, options)
            : (await jose.generateKeyPair(algorithmOf(kind), options)).privateKey;
        return { text: await writers.private_jwk(key) };
    },
    async write({ key, kind, to }) {
        return { text: await writers[to](await keyOf(key, kind)) };
    },
    async thumbprint({ text }) {
        return { text: await jose.calculateJwkThumbprint(JSON.parse(text)) };
    },
    async sign({ key, kind, header, claims }) {
        const jwt = new jose.SignJWT(claims).setProtectedHeader(header);
        return { text: await jwt.sign(await keyOf(key, kind)) };
    },
    async signOctets({ key, kind, header, payload }) {
        const jws = new jose.CompactSign(encoder.encode(payload)).setProtectedHeader(header);
        return { text: await jws.sign(await keyOf(key, kind)) };
    },
    // With `b64: false` the payload stands as it is; the compact form is joined by hand, since the
    // library leaves that to its user.
    async signUnencoded({ key, kind, header, payload, detached }) {
        const jws = await new jose.FlattenedSign(encoder.encode(payload))
            .setProtectedHeader({ ...header, b64: false, crit: ["b64"] })
            .sign(await keyOf(key, kind));
        return { text: `${jws.protected}.${detached ? "" : payload}.${jws.signature}` };
    },
    async unsecured({ claims }) {
        return { text: new jose.UnsecuredJWT(claims).encode() };
    },
    async encrypt({ key, kind, header, claims }) {
        const jwt = new jose.EncryptJWT(claims).setProtectedHeader(header);
        return { text: await jwt.encrypt(await keyOf(key, kind)) };
    },
    async verify({ key, kind, set, tokens, options }) {
        const trusted = set ? jose.createLocalJWKSet(JSON.parse(set)) : await keyOf(key, kind);
        const demands = { ...options, algorithms: kind ? [algorithmOf(kind)] : undefined };
        if (options?.currentDate) demands.currentDate = new Date(options.currentDate * 1000);
        const verdicts = [];
        for (const token of tokens) {
            try {
                const { payload, protectedHeader } = await jose.jwtVerify(token, trusted, demands);
                verdicts.push({ header: protectedHeader, claims: payload });
            } catch (error) {
                verdicts.push({ refused: error.code ?? error.name });
            }
        }
        return { verdicts };
    },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
    const { action, ...request } = JSON.parse(line);
    let answer;
    try {
        answer = await actions[action](request);
    } catch (error) {
        answer = { refused: `${error.code ?? error.name}: ${error.message}` };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
}
