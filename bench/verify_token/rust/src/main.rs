//! jsonwebtoken, <https://github.com/Keats/jsonwebtoken>. The protocol: protocol.hpp.
use jsonwebtoken::{decode, encode, Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::str::FromStr;

const ISSUER: &str = "https://id.example";
const AUDIENCE: &str = "orders";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    iat: u64,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amr: Option<Vec<String>>,
}

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, now: *mut Timespec) -> i32;
}

fn cpu_nanoseconds() -> i64 {
    const CLOCK_PROCESS_CPUTIME_ID: i32 = 2;
    let mut now = Timespec { seconds: 0, nanoseconds: 0 };
    // SAFETY: the structure is the one that Linux fills on 64-bit machines.
    unsafe { clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &mut now) };
    now.seconds * 1_000_000_000 + now.nanoseconds
}

/// As `measure` of protocol.hpp.
fn measure<T>(milliseconds: i64, things: &[T], mut once: impl FnMut(&T)) {
    const BATCH_NANOSECONDS: i64 = 500_000;
    let mut next = 0;
    let mut batch = 1;
    let mut nanoseconds_each = |nanoseconds: i64| {
        let start = cpu_nanoseconds();
        let (mut count, mut spent) = (0i64, 0i64);
        while spent < nanoseconds || count < things.len() as i64 {
            for _ in 0..batch {
                once(&things[next]);
                next += 1;
                if next == things.len() {
                    next = 0;
                }
            }
            let before = spent;
            spent = cpu_nanoseconds() - start;
            count += batch;
            if spent - before < BATCH_NANOSECONDS {
                batch *= 2;
            }
        }
        spent as f64 / count as f64
    };
    nanoseconds_each(milliseconds * 500_000);
    println!("{}", nanoseconds_each(milliseconds * 1_000_000));
}

/// Keeps the compiler from leaving out what nobody reads; `std::hint::black_box` is younger than
/// Debian 12's compiler.
fn black_box<T>(value: T) {
    // SAFETY: a value that we own is read, in place.
    unsafe { std::ptr::read_volatile(&value as *const T as *const u8) };
}

fn has_not(why: &str) -> ! {
    eprintln!("{why}");
    std::process::exit(77)
}

fn read(folder: &Path, file: &str) -> Vec<u8> {
    std::fs::read(folder.join(file)).expect("a file of the case")
}

fn verifying_key(algorithm: Algorithm, folder: &Path) -> DecodingKey {
    use Algorithm::*;
    match algorithm {
        HS256 | HS384 | HS512 => DecodingKey::from_secret(&read(folder, "secret")),
        ES256 | ES384 => DecodingKey::from_ec_pem(&read(folder, "public.pem")).expect("key"),
        EdDSA => DecodingKey::from_ed_pem(&read(folder, "public.pem")).expect("key"),
        _ => DecodingKey::from_rsa_pem(&read(folder, "public.pem")).expect("key"),
    }
}

fn signing_key(algorithm: Algorithm, folder: &Path) -> EncodingKey {
    use Algorithm::*;
    match algorithm {
        HS256 | HS384 | HS512 => EncodingKey::from_secret(&read(folder, "secret")),
        ES256 | ES384 => EncodingKey::from_ec_pem(&read(folder, "private.pem")).expect("key"),
        EdDSA => EncodingKey::from_ed_pem(&read(folder, "private.pem")).expect("key"),
        _ => EncodingKey::from_rsa_pem(&read(folder, "private.pem")).expect("key"),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.len() != 6 {
        panic!("usage: PROGRAM OPERATION ALGORITHM KEYS TOKENS MILLISECONDS");
    }
    let folder = PathBuf::from(&arguments[3]);
    let milliseconds: i64 = arguments[5].parse().expect("milliseconds");
    let algorithm = Algorithm::from_str(&arguments[2])
        .unwrap_or_else(|_| has_not(&format!("has no {}", arguments[2])));
    if folder.ends_with("Ed448") {
        has_not("has no Ed448");
    }
    let text = std::fs::read_to_string(&arguments[4]).expect("tokens");
    let tokens: Vec<&str> = text.lines().collect();

    let mut validation = Validation::new(algorithm);
    validation.leeway = 0;
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    let key = verifying_key(algorithm, &folder);
    let verified = |token: &str| decode::<Claims>(token, &key, &validation).expect("a good token");

    match arguments[1].as_str() {
        "verify" => measure(milliseconds, &tokens, |token| {
            black_box(verified(token));
        }),
        "sign" => {
            let all: Vec<_> = tokens.iter().map(|token| verified(token)).collect();
            let mut header = Header::new(algorithm);
            header.typ = all[0].header.typ.clone();
            header.kid = all[0].header.kid.clone();
            let key = signing_key(algorithm, &folder);
            let sign = |claims: &Claims| encode(&header, claims, &key).expect("a token");
            measure(milliseconds, &all, |token| {
                black_box(sign(&token.claims));
            });
            println!("{}", sign(&all[0].claims));
        }
        _ => has_not("no such operation"),
    }
}
