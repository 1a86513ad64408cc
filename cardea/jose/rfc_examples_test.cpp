// Under test: the keys and signatures that the RFCs print, of which all that are for signatures must
// be taken, and all others refused.
#include <cardea/jose/key.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/key_set.hpp>
#include <cardea/jose/private_key.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cardea::jose {
namespace {

// RFC 7515 appendix A.1, which is the second key of RFC 7517 appendix A.3, too.
constexpr std::string_view a1_key =
    R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9)"
    R"(CAow","kid":"HMAC key used in JWS A.1 example"})";

constexpr std::string_view a2_key =
    R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPM)"
    R"(EzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5)"
    R"(rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-D)"
    R"(WNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB","d":"Eq5xpGnNCivDflJsRQBXHx)"
    R"(1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoV)"
    R"(En2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2)"
    R"(QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjncz)"
    R"(T0QU91p1DhOVRuOopznQ","p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3K)"
    R"(hooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",)"
    R"("q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_Y)"
    R"(wD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc","dp":"BwKfV3Akq5_MFZDF)"
    R"(ZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb3)"
    R"(4MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0","dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZj)"
    R"(eeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS)"
    R"(1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU","qi":"IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy)"
    R"(26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK)"
    R"(0JKSHuLFkuQ3U"})";

constexpr std::string_view a3_key =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue6)"
    R"(59LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";

constexpr std::string_view a4_key =
    R"({"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jS)"
    R"(fS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh)"
    R"(9ubmf63e3kyMj2","d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53v)"
    R"(M9mE15j2C"})";

constexpr std::string_view a_payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlf"
    "Q";

// RFC 7520 section 3: its keys, and section 4: its signatures, all of one payload.
constexpr std::string_view bilbo_ec =
    R"({"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521","x":"AHKZLLOsCOzz5cY97e)"
    R"(wNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCv)"
    R"(DX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1","d":"AAhRON2r9cqXX1hg-RoI6R1tX5p2)"
    R"(rUAYdmpHZoC1XNM56KtscrX6zbKipQrCW9CGZH3T4ubpnoTKLDYJ_fF3_rJt"})";

constexpr std::string_view bilbo_rsa =
    R"({"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZL)"
    R"(wUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzc)"
    R"(Ee6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZC)"
    R"(uEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqg)"
    R"(c5gHdrNP5zw","e":"AQAB","d":"bWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_ikiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2LsN)"
    R"(RS-8uJbvQ-A1irkwMSMkK1J3XTGgdrhCku9gRldY7sNA_AKZGh-Q661_42rINLRCe8W-nZ34ui_qOfkLnK9QWDDqpaIsA-bMwWWS)"
    R"(DFu2MUBYwkHTMEzLYGqOe04noqeq1hExBTHBOBdkMXiuFhUq1BU6l-DqEiWxqg82sXt2h-LMnT3046AOYJoRioz75tSUQfGCshWT)"
    R"(BnP5uDjd18kKhyv07lhfSJdrPdM5Plyl21hsFf4L_mHCuoFau7gdsPfHPxxjVOcOpBrQzwQ","p":"3Slxg_DwTXJcb6095RoXyg)"
    R"(QCAZ5RnAvZlno1yhHtnUex_fp7AZ_9nRaO7HX_-SFfGQeutao2TDjDAWU4Vupk8rw9JR0AzZ0N2fvuIAmr_WCsmGpeNqQnev1T7I)"
    R"(yEsnh8UMt-n5CafhkikzhEsrmndH6LxOrvRJlsPp6Zv8bUq0k","q":"uKE2dh-cTf6ERF4k4e_jy78GfPYUIaUyoSSJuBzp3Cub)"
    R"(k3OCqs6grT8bR_cu0Dm1MZwWmtdqDyI95HrUeq3MP15vMMON8lHTeZu2lmKvwqW7anV5UzhM1iZ7z4yMkuUwFWoBvyY898EXvRD-)"
    R"(hdqRxHlSqAZ192zB3pVFJ0s7pFc","dp":"B8PVvXkvJrj2L-GYQ7v3y9r6Kw5g9SahXBwsWUzp19TVlgI-YV85q1NIb1rxQtD-I)"
    R"(sXXR3-TanevuRPRt5OBOdiMGQp8pbt26gljYfKU_E9xn-RULHz0-ed9E9gXLKD4VGngpz-PfQ_q29pk5xWHoJp009Qf1HvChixRX)"
    R"(59ehik","dq":"CLDmDGduhylc9o7r84rEUVn7pzQ6PF83Y-iBZx5NT-TpnOZKF1pErAMVeKzFEl41DlHHqqBLSM0W1sOFbwTxYW)"
    R"(ZDm6sI6og5iTbwQGIC3gnJKbi_7k_vJgGHwHxgPaX2PnvP-zyEkDERuf-ry4c_Z11Cq9AqC2yeL6kdKT1cYF8","qi":"3PiqvXQ)"
    R"(N0zwMeE-sBvZgi289XP9XCQF3VWqPzMKnIgQp7_Tugo6-NZBKCQsMf3HaEGBjTVJs_jcK8-TRXvaKe-7ZMaQj8VfBdYkssbu0NKD)"
    R"(DhjJ-GtiseaDVWt7dcH0cfwxgFUHpQh7FoCrjFJ6h6ZEpMF6xmujs4qMpPz8aaI4"})";

constexpr std::string_view mac_key =
    R"({"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256","k":"hJtXIZ2uSN5)"
    R"(kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"})";

constexpr std::string_view road =
    "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250by"
    "B0aGUgcm9hZCwgYW5kIG"
    "lmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3"
    "ZXB0IG9mZiB0by4";

// RFC 8037 appendix A.1.
constexpr std::string_view ed25519_key =
    R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7T)"
    R"(yWQHOg7hcvPapiMlrwIaaPcHURo"})";

struct SignatureExample {
    const char* name;
    std::string_view key;
    Algorithm algorithm;
    std::string header;
    std::string_view payload;
    std::string signature;
    bool is_repeatable;  ///< Whoever signs again gets the same.
};

struct KeyVerifies : testing::TestWithParam<SignatureExample> {};

TEST_P(KeyVerifies, the_signatures_that_the_rfcs_print) {
    const auto& row = GetParam();
    const auto key = Key::from_jwk(row.key, row.algorithm).value();
    const auto input = row.header + '.' + std::string{row.payload};
    const auto signature = base64url::decode(row.signature).value();
    EXPECT_TRUE(key.verifies(row.algorithm, input, signature));
    EXPECT_TRUE(Key::from_jwk(row.key).value().verifies(row.algorithm, input, signature));
    EXPECT_FALSE(key.verifies(row.algorithm, input + "x", signature));
    if (row.is_repeatable) {
        EXPECT_EQ(base64url::encode(std::string_view{key.sign(input)}), row.signature);
    }
    if (is_symmetric(row.algorithm)) return;
    EXPECT_TRUE(Key::from_jwk(key.public_jwk()).value().verifies(row.algorithm, input, signature));
    EXPECT_TRUE(Key::from_pem(key.public_pem(), row.algorithm)
                    .value()
                    .verifies(row.algorithm, input, signature));
    EXPECT_TRUE(Key::from_pem(private_pem(key).reveal(), row.algorithm).value().is_private());
}

INSTANTIATE_TEST_SUITE_P(
    Printed, KeyVerifies,
    testing::Values(
        SignatureExample{"rfc_7515_a_1", a1_key, Algorithm::hs256,
                         "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9", a_payload,
                         "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", true},
        SignatureExample{"rfc_7515_a_2", a2_key, Algorithm::rs256, "eyJhbGciOiJSUzI1NiJ9",
                         a_payload,
                         "cC4hiUPoj9Eetdgtv3hF80EGrhuB__"
                         "dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5juj"
                         "Gbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
                         "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe"
                         "7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
                         "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8"
                         "np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
                         true},
        SignatureExample{"rfc_7515_a_3", a3_key, Algorithm::es256, "eyJhbGciOiJFUzI1NiJ9",
                         a_payload,
                         "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-"
                         "F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
                         false},
        SignatureExample{
            "rfc_7515_a_4", a4_key, Algorithm::es512, "eyJhbGciOiJFUzUxMiJ9", "UGF5bG9hZA",
            "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_"
            "7XdtAG8GaSw"
            "FKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
            false},
        SignatureExample{
            "rfc_7520_4_1", bilbo_rsa, Algorithm::rs256,
            "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9", road,
            "MRjdkly7_-"
            "oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7"
            "PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_"
            "qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt"
            "9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_"
            "de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ"
            "3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg",
            true},
        SignatureExample{"rfc_7520_4_2", bilbo_rsa, Algorithm::ps384,
                         "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
                         road,
                         "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-"
                         "tPid6VrklHkqsGqDqHCdP6O8TTB5d"
                         "DDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-"
                         "UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_"
                         "ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_"
                         "2_jLAeQTlqRHtfa64QQSUmF"
                         "AAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw",
                         false},
        SignatureExample{
            "rfc_7520_4_3", bilbo_ec, Algorithm::es512,
            "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9", road,
            "AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-"
            "JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtP"
            "Bu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2",
            false},
        SignatureExample{
            "rfc_7520_4_4", mac_key, Algorithm::hs256,
            "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9",
            road, "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0", true},
        SignatureExample{"rfc_7520_4_6", mac_key, Algorithm::hs256, "eyJhbGciOiJIUzI1NiJ9", road,
                         "bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20", true},
        SignatureExample{
            "rfc_7520_4_8_rsa", bilbo_rsa, Algorithm::rs256, "eyJhbGciOiJSUzI1NiJ9", road,
            "MIsjqtVlOpa71KE-Mss8_Nq2YH4FGhiocsqrgi5NvyG53uoimic1tcMdSg-"
            "qptrzZc7CG6Svw2Y13TDIqHzTUrL_lR2ZFcr"
            "yNFiHkSw129EghGpwkpxaTn_THJTCglNbADko1MZBCdwzJxwqZc-1RlpO2HibUYyXSwO97BSe0_"
            "evZKdjvvKSgsIqjytKSe"
            "AMbhMBdMma622_BG5t4sdbuCHtFjp9iJmkio47AIwqkZV1aIZsv33uPUqBBCXbYoQJwt7mxPftHmNlGoOSMxR_"
            "3thmXTCm4"
            "US-xiNOyhbm8afKK64jU6_TPtQHiJeQJxz9G3Tx-083B745_AfYOnlC9w",
            true},
        SignatureExample{"rfc_8037_a_4", ed25519_key, Algorithm::eddsa, "eyJhbGciOiJFZERTQSJ9",
                         "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
                         "hgyY0il_MGCjP0JzlnLWG1PPOt7-"
                         "09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
                         true}),
    [](const auto& row) { return std::string{row.param.name}; });

// --- RFC 7517 appendix A ---------------------------------------------------------------------------

constexpr std::string_view rfc_7517_rsa_n =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"
    "BJECPebWKRXjBZCiFV4n3oknjhMs"
    "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
    "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5ha"
    "jrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
    "kEgU8awapJzKnqDKgw";

const std::string encryption_key =
    R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
    R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"})";
const std::string rfc_7517_rsa = R"({"kty":"RSA","n":")" + std::string{rfc_7517_rsa_n} +
                                 R"(","e":"AQAB","alg":"RS256","kid":"2011-04-29"})";

TEST(Rfc7517, a_1_gives_the_key_that_is_for_signatures) {
    const auto keys =
        read_jwk_set(R"({"keys":[)" + encryption_key + "," + rfc_7517_rsa + "]}").value();
    ASSERT_EQ(keys.keys().size(), 1U);
    EXPECT_EQ(keys.keys()[0].kid(), "2011-04-29");
    EXPECT_EQ(keys.keys()[0].algorithms(), AlgorithmSet{Algorithm::rs256});
    EXPECT_FALSE(keys.keys()[0].is_private());
    EXPECT_EQ(Key::from_jwk(encryption_key).error(), Errc::foreign_key);
}

constexpr std::string_view rfc_7517_rsa_private =
    R"("d":"X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2v)"
    R"(v7B6NqXSzUvxT0_YSfqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN)"
    R"(6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-)"
    R"(Us2lGVkY8fkFzme1z0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q","p":"83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWUQyL)"
    R"(PQBQxtPVnwD20R-60eTDmD2ujnMt5PoqMrm8RfmNhVWDtjjMmCMjOpSXicFHj7XOuVIYQyqVWlWEh6dN36GVZYk93N8Bc9vY41xy)"
    R"(8B9RzzOGVQzXvNEvn7O0nVbfs","q":"3dfOR9cuYq-0S-mkFLzgItgMEfFzB2q3hWehMuG0oCuqnb3vobLyumqjVZQO1dIrdwgT)"
    R"(nCdpYzBcOfW5r370AFXjiWft_NGEiovonizhKpo9VVS78TzFgxkIdrecRezsZ-1kYd_s1qDbxtkDEgfAITAG9LUnADun4vIcb6ye)"
    R"(lxk","dp":"G4sPXkc6Ya9y8oJW9_ILj4xuppu0lzi_H7VTkS8xj5SdX3coE0oimYwxIi2emTAue0UOa5dpgFGyBJ4c8tQ2VF402)"
    R"(XRugKDTP8akYhFo5tAA77Qe_NmtuYZc3C3m3I24G2GvR5sSDxUyAN2zq8Lfn9EUms6rY3Ob8YeiKkTiBj0","dq":"s9lAH9fggB)"
    R"(soFR8Oac2R_E2gw282rT2kGOAhvIllETE1efrA6huUUvMfBcMpn8lqeW6vzznYY5SSQF7pMdC_agI3nG8Ibp1BUb0JUiraRNqUfL)"
    R"(hcQb_d9GF4Dh7e74WbRsobRonujTYN1xCaP6TO61jvWrX-L18txXw494Q_cgk","qi":"GyM_p6JrXySiz1toFgKbWV-JdI3jQ4y)"
    R"(pu9rbMWx3rQJBfmt0FoYzgUIZEVFEcOqwemRN81zoDAaa-Bk0KWNGDjJHZDdDmFhW3AN7lI-puxk_mHZGJ11rxyR8O55XLSe3SPm)"
    R"(RfKwZI6yU24ZxvQKFYItdldUKGzO6Ia6zTKhAVRU"})";

TEST(Rfc7517, a_2_gives_the_private_key_of_the_same_name) {
    auto json = rfc_7517_rsa;
    json.back() = ',';
    json += rfc_7517_rsa_private;
    const auto pair = Key::from_jwk(json).value();
    EXPECT_TRUE(pair.may_sign());
    const auto key = Key::from_jwk(rfc_7517_rsa).value();
    const auto signature = pair.sign("message");
    EXPECT_TRUE(
        key.verifies(Algorithm::rs256, "message",
                     {reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()}));
    EXPECT_EQ(pair.public_jwk(), key.public_jwk());
    // A file of one's own may hold it; a published set may not.
    const auto set = R"({"keys":[)" + json + "]}";
    EXPECT_EQ(read_own_keys(set).value().keys.keys().size(), 1U);
    EXPECT_EQ(read_jwk_set(set).error(), Errc::invalid_key);
}

TEST(Rfc7517, a_3_gives_the_secret_that_is_for_signatures) {
    constexpr std::string_view wrapping_key =
        R"({"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"})";
    EXPECT_EQ(Key::from_jwk(wrapping_key).error(), Errc::foreign_key);
    EXPECT_EQ(Key::from_jwk(R"({"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"})").error(),
              Errc::invalid_key);
    const auto key = Key::from_jwk(a1_key).value();
    EXPECT_EQ(key.kid(), "HMAC key used in JWS A.1 example");
    EXPECT_EQ(key.algorithms(),
              (AlgorithmSet{Algorithm::hs256, Algorithm::hs384, Algorithm::hs512}));
    const auto own =
        read_own_keys(R"({"keys":[)" + std::string{wrapping_key} + "," + std::string{a1_key} + "]}")
            .value();
    EXPECT_EQ(own.keys.keys().size(), 1U);
    EXPECT_EQ(own.left_out.size(), 1U);
}

// --- thumbprints -----------------------------------------------------------------------------------

TEST(Thumbprint, is_what_rfc_7638_and_rfc_8037_say) {
    EXPECT_EQ(Key::from_jwk(rfc_7517_rsa).value().thumbprint(),
              "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    EXPECT_EQ(Key::from_jwk(rfc_7517_rsa).value().kid(), "2011-04-29");
    EXPECT_EQ(Key::from_jwk(ed25519_key).value().thumbprint(),
              "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    EXPECT_EQ(Key::from_jwk(a3_key).value().thumbprint(),
              "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
}

TEST(Rfc7520, section_3_names_its_keys_and_their_use) {
    for (const auto json : {bilbo_ec, bilbo_rsa}) {
        const auto key = Key::from_jwk(json).value();
        EXPECT_EQ(key.kid(), "bilbo.baggins@hobbiton.example");
        EXPECT_TRUE(key.may_sign());
        EXPECT_TRUE(key.may_verify());
    }
    EXPECT_EQ(Key::from_jwk(mac_key).value().algorithms(), AlgorithmSet{Algorithm::hs256});
    EXPECT_EQ(
        Key::from_jwk(
            R"({"kty":"oct","kid":"1e571774-2e08-40da-8308-e8d68773842d","use":"enc","alg":"A256GCM",)"
            R"("k":"AAPapAv4LbFbiVawEjagUBluYqN5rhna-8nuldDvOx8"})")
            .error(),
        Errc::foreign_key);
}

}  // namespace
}  // namespace cardea::jose
