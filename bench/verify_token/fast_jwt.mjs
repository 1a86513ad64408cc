// fast-jwt, https://github.com/nearform/fast-jwt, with its cache off, which is its default. The
// protocol: protocol.hpp. It warms up for longer than the others, until its code is compiled.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const issuer = 'https://id.example'
const audience = 'orders'
const warmUpMilliseconds = 400

function hasNot(why) {
    console.error(why)
    process.exit(77)
}

// process.cpuUsage() counts the threads that compile and collect, too.
function cpuNanoseconds() {
    const { user, system } = process.cpuUsage()
    return (user + system) * 1000
}

let kept // What nobody reads might be left out.

function measure(milliseconds, things, once) {
    const batchNanoseconds = 500_000
    let next = 0
    let batch = 1
    const nanosecondsEach = (nanoseconds) => {
        const start = cpuNanoseconds()
        let count = 0
        let spent = 0
        while (spent < nanoseconds || count < things.length) {
            for (let i = 0; i < batch; i++) {
                kept = once(things[next])
                if (++next === things.length) next = 0
            }
            const before = spent
            spent = cpuNanoseconds() - start
            count += batch
            if (spent - before < batchNanoseconds) batch *= 2
        }
        return spent / count
    }
    nanosecondsEach(Math.max(milliseconds / 2, warmUpMilliseconds) * 1e6)
    console.log(nanosecondsEach(milliseconds * 1e6))
}

function part(token, index) {
    return JSON.parse(Buffer.from(token.split('.')[index], 'base64url'))
}

const [modules, operation, algorithm, keys, tokensFile, milliseconds] = process.argv.slice(2)
const { createSigner, createVerifier } = createRequire(resolve(modules, 'package.json'))('fast-jwt')
const tokens = readFileSync(tokensFile, 'utf8').trim().split('\n')
const secret = join(keys, 'secret')
const keyOf = (file) => readFileSync(existsSync(secret) ? secret : join(keys, file))
const header = part(tokens[0], 0)

const verify = createVerifier({
    key: keyOf('public.pem'),
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: audience,
    requiredClaims: ['iss', 'aud', 'exp'],
    checkTyp: header.typ
})
if (operation === 'verify') {
    measure(Number(milliseconds), tokens, verify)
} else if (operation === 'sign') {
    const all = tokens.map((token) => verify(token))
    const sign = createSigner({
        key: keyOf('private.pem'),
        algorithm,
        kid: header.kid,
        header: { typ: header.typ }
    })
    measure(Number(milliseconds), all, sign)
    console.log(sign(all[0]))
} else {
    hasNot('no such operation')
}
