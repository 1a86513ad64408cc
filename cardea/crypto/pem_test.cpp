// Under test: keys are read from every PEM that OpenSSL's command line writes for them, written back
// as it writes them, and refused with a sentence where they are something else.
#include <cardea/crypto/pem.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/errc.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cardea::crypto {
namespace {

// --- what `openssl genpkey`, `pkey`, `rsa`, `ec`, `ecparam` and `req` of OpenSSL 3.0 wrote -------

constexpr std::string_view rsa_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDAJfwQlsKz4VIF
gZ5ULCvEatr15cOXUJi3RuNQpAJV3oZL5BPaQdQjrLsDcwCInHDH+RtcASip5Yxz
uNg/3Wp9eayQATCZHooKSXMpZ1O91qPi8GbBWB+kM9tpPv457M1DECODh6ueBZn/
mU7MbLv7e1XrxI06CZMvMQDRrK6jITH8/nAs9hO7m/7uotbh9xZ3gNWkzSSseT0X
ENDBe+ZCsTFRIHBe1/96zHjCUSrXQ/0iEy1bKqCNqulG28dM9mMxOjOG86tJde79
luZSYQlWcOrsIRtqJVIP4YYcDAVFYznyxaeDoKtvbRK+hnAmVeHmjyyobslnVR+2
OZHDsZ9VAgMBAAECggEAE9RHr0GTrcMQtxtBht+5E4/QcWRo+yZY4D8bSdDnIcvx
UYcjylgVR6o1cX1ufmqgk+5/9Y50DxZumGmovWyA5xqFpaXNyVt2tOmQDiOI55Qt
PQgAnq7Usxob6EBVNY6bvzI86/+2BPyAgDlmwZ9uBd2cSBS0W1suGoZk1n6K1jAy
hL5SSgTloN21IZ0KJK/Px/SGfP4JO41zzD2NUa8bxEsv/tsaW1xLAa9kqrckRdUp
PCWVDpchDWGHuKDsdkH9Uj3v7jGMW0j+oeaHtcZrJzJ51okCHATL83FTsl64f+zl
0yhy8lgBxc+SuIkg8sR8C8wQOud/Fkx1Axz5yKpN+QKBgQD2PHDREVOpAJp5xcVa
UYghLFLOiGimM8kH3DAzT8K9vGXP8nmCenlAJZ9AC6/BVdHsyQ4YsL22Y0rfqL5h
2tS4yBiw6s6EccZKHQjC1PSuAhk2oseuv8pbPFlV3mqhZr2Ij2mi0zn0aGOt6/ro
ks2YA5Sez6JTIsQIGC94Tu/G7QKBgQDHxH7vEOpWwPlJm1wg3plHCwdTnip6V54v
z1ZP+NGG8vy0SqJhB1Ryg4BZbCyVYthTsWt2LxQxzw4TUhDAGmJBqDD+lBo6yYQs
sVkdIPc/HbybGvVgjUnxCRAF7yEY0sZxrBmTRkbIXtR1Bz19V2OA/1W81NgVL6la
VAL34sUFCQKBgANSRWNMjIhXDb5ewI67Us6/vk4y4NZ9FFUazzuh88qDZAwuBR2R
cVlAKKnAfpppAe/jtmD24Vg4dqYVrJu9S+lCKbMZN7fpoPcW9StLnBFMzfJCt9bP
l3crlTjnSyDqNdxFsvMTTlDRp6aM7FF+yW8nfTW3L0VXzrUdPmatCebxAoGARzei
GRBquqrpNHiSi5VQB6fC4OiONDdwSZMdLj2CVR3jQVMqOHUogfqnkzmhW1B11sB1
kxiNloQ+fFzRY+sEBGw1q0yZXUPiPxyqrFvISVQMnS8rM1Sre6bDc5ogrnzWCkhU
hdCUA3LrQx1lqn2xF5fvtPYcYtEvCujQdhb+LiECgYAMD4yiZ8bITuxiwTNsRDXw
3ctKd2ZfRK/2pUYD8kzLi6L8CAxPlT/my0nhtUIoK5fkUov7EHMHG/c8o4fMAH5x
L+hr0q8PO9mgeKM61TpJO10NU/unmDDcU6TY9Cts4EMAOyxnowQSS9Kj7sBUEflm
92xWafNplvTzB44mJ53ypQ==
-----END PRIVATE KEY-----
)";

constexpr std::string_view rsa_pkcs1 = R"(-----BEGIN RSA PRIVATE KEY-----
MIIEogIBAAKCAQEAwCX8EJbCs+FSBYGeVCwrxGra9eXDl1CYt0bjUKQCVd6GS+QT
2kHUI6y7A3MAiJxwx/kbXAEoqeWMc7jYP91qfXmskAEwmR6KCklzKWdTvdaj4vBm
wVgfpDPbaT7+OezNQxAjg4erngWZ/5lOzGy7+3tV68SNOgmTLzEA0ayuoyEx/P5w
LPYTu5v+7qLW4fcWd4DVpM0krHk9FxDQwXvmQrExUSBwXtf/esx4wlEq10P9IhMt
WyqgjarpRtvHTPZjMTozhvOrSXXu/ZbmUmEJVnDq7CEbaiVSD+GGHAwFRWM58sWn
g6Crb20SvoZwJlXh5o8sqG7JZ1UftjmRw7GfVQIDAQABAoIBABPUR69Bk63DELcb
QYbfuROP0HFkaPsmWOA/G0nQ5yHL8VGHI8pYFUeqNXF9bn5qoJPuf/WOdA8Wbphp
qL1sgOcahaWlzclbdrTpkA4jiOeULT0IAJ6u1LMaG+hAVTWOm78yPOv/tgT8gIA5
ZsGfbgXdnEgUtFtbLhqGZNZ+itYwMoS+UkoE5aDdtSGdCiSvz8f0hnz+CTuNc8w9
jVGvG8RLL/7bGltcSwGvZKq3JEXVKTwllQ6XIQ1hh7ig7HZB/VI97+4xjFtI/qHm
h7XGaycyedaJAhwEy/NxU7JeuH/s5dMocvJYAcXPkriJIPLEfAvMEDrnfxZMdQMc
+ciqTfkCgYEA9jxw0RFTqQCaecXFWlGIISxSzohopjPJB9wwM0/Cvbxlz/J5gnp5
QCWfQAuvwVXR7MkOGLC9tmNK36i+YdrUuMgYsOrOhHHGSh0IwtT0rgIZNqLHrr/K
WzxZVd5qoWa9iI9potM59Ghjrev66JLNmAOUns+iUyLECBgveE7vxu0CgYEAx8R+
7xDqVsD5SZtcIN6ZRwsHU54qeleeL89WT/jRhvL8tEqiYQdUcoOAWWwslWLYU7Fr
di8UMc8OE1IQwBpiQagw/pQaOsmELLFZHSD3Px28mxr1YI1J8QkQBe8hGNLGcawZ
k0ZGyF7UdQc9fVdjgP9VvNTYFS+pWlQC9+LFBQkCgYADUkVjTIyIVw2+XsCOu1LO
v75OMuDWfRRVGs87ofPKg2QMLgUdkXFZQCipwH6aaQHv47Zg9uFYOHamFaybvUvp
QimzGTe36aD3FvUrS5wRTM3yQrfWz5d3K5U450sg6jXcRbLzE05Q0aemjOxRfslv
J301ty9FV861HT5mrQnm8QKBgEc3ohkQarqq6TR4kouVUAenwuDojjQ3cEmTHS49
glUd40FTKjh1KIH6p5M5oVtQddbAdZMYjZaEPnxc0WPrBARsNatMmV1D4j8cqqxb
yElUDJ0vKzNUq3umw3OaIK581gpIVIXQlANy60MdZap9sReX77T2HGLRLwro0HYW
/i4hAoGADA+MomfGyE7sYsEzbEQ18N3LSndmX0Sv9qVGA/JMy4ui/AgMT5U/5stJ
4bVCKCuX5FKL+xBzBxv3PKOHzAB+cS/oa9KvDzvZoHijOtU6STtdDVP7p5gw3FOk
2PQrbOBDADssZ6MEEkvSo+7AVBH5ZvdsVmnzaZb08weOJied8qU=
-----END RSA PRIVATE KEY-----
)";

constexpr std::string_view rsa_public_pkcs1 = R"(-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAwCX8EJbCs+FSBYGeVCwrxGra9eXDl1CYt0bjUKQCVd6GS+QT2kHU
I6y7A3MAiJxwx/kbXAEoqeWMc7jYP91qfXmskAEwmR6KCklzKWdTvdaj4vBmwVgf
pDPbaT7+OezNQxAjg4erngWZ/5lOzGy7+3tV68SNOgmTLzEA0ayuoyEx/P5wLPYT
u5v+7qLW4fcWd4DVpM0krHk9FxDQwXvmQrExUSBwXtf/esx4wlEq10P9IhMtWyqg
jarpRtvHTPZjMTozhvOrSXXu/ZbmUmEJVnDq7CEbaiVSD+GGHAwFRWM58sWng6Cr
b20SvoZwJlXh5o8sqG7JZ1UftjmRw7GfVQIDAQAB
-----END RSA PUBLIC KEY-----
)";

constexpr std::string_view rsa_spki = R"(-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwCX8EJbCs+FSBYGeVCwr
xGra9eXDl1CYt0bjUKQCVd6GS+QT2kHUI6y7A3MAiJxwx/kbXAEoqeWMc7jYP91q
fXmskAEwmR6KCklzKWdTvdaj4vBmwVgfpDPbaT7+OezNQxAjg4erngWZ/5lOzGy7
+3tV68SNOgmTLzEA0ayuoyEx/P5wLPYTu5v+7qLW4fcWd4DVpM0krHk9FxDQwXvm
QrExUSBwXtf/esx4wlEq10P9IhMtWyqgjarpRtvHTPZjMTozhvOrSXXu/ZbmUmEJ
VnDq7CEbaiVSD+GGHAwFRWM58sWng6Crb20SvoZwJlXh5o8sqG7JZ1UftjmRw7Gf
VQIDAQAB
-----END PUBLIC KEY-----
)";

constexpr std::string_view p256_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUSYvXbSqkmBt/w31
mCe/jiOuw7jJsy33KtF+2sqzvp+hRANCAATTMDh0fNv3Ot1debgZ9UNRLJd59x8V
FzM6pcaHvNc0PC5Wwx1SO71j7Y7ltd80UwUQzAkz7N5+CD+JGolJNVOe
-----END PRIVATE KEY-----
)";

constexpr std::string_view p256_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIFEmL120qpJgbf8N9Zgnv44jrsO4ybMt9yrRftrKs76foAoGCCqGSM49
AwEHoUQDQgAE0zA4dHzb9zrdXXm4GfVDUSyXefcfFRczOqXGh7zXNDwuVsMdUju9
Y+2O5bXfNFMFEMwJM+zefgg/iRqJSTVTng==
-----END EC PRIVATE KEY-----
)";

constexpr std::string_view p256_sec1_without_point = R"(-----BEGIN EC PRIVATE KEY-----
MDECAQEEIFEmL120qpJgbf8N9Zgnv44jrsO4ybMt9yrRftrKs76foAoGCCqGSM49
AwEH
-----END EC PRIVATE KEY-----
)";

constexpr std::string_view p256_spki = R"(-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0zA4dHzb9zrdXXm4GfVDUSyXefcf
FRczOqXGh7zXNDwuVsMdUju9Y+2O5bXfNFMFEMwJM+zefgg/iRqJSTVTng==
-----END PUBLIC KEY-----
)";

constexpr std::string_view p256_compressed = R"(-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgAC0zA4dHzb9zrdXXm4GfVDUSyXefcf
FRczOqXGh7zXNDw=
-----END PUBLIC KEY-----
)";

constexpr std::string_view p256_after_parameters = R"(-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIJ80+9Dsh/OJMg3B4nbZ0dNDEu9QMWrJMLPC3MsSTKvxoAoGCCqGSM49
AwEHoUQDQgAEX/x201T7TrpIqj8gu6w/3VyYYGPiRWrwggO9YQJ6X45c9zNEgu4/
j7PXzg1Tlo9IUpmeVgRK1YukpmDxAg8F4Q==
-----END EC PRIVATE KEY-----
)";

constexpr std::string_view p384_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDltp3MRF9ZEw25u4+J
bONcDd+98AeZJnQA/0RKgZMZwUbfWk/bvM05fNVszOUmlPmhZANiAAQIIx7pD6x3
sGfm29tkpyLGDv+tc+asRvVb2Rd3KC4r2QtfuE9DvqQ2AiOpJNy/xeZwsjExemtd
KwkNq8SHje3FX837mAHImVTr5N5PfEDsSXWTuxk8wKDbc2KsqZBWHaE=
-----END PRIVATE KEY-----
)";

constexpr std::string_view p384_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MIGkAgEBBDDltp3MRF9ZEw25u4+JbONcDd+98AeZJnQA/0RKgZMZwUbfWk/bvM05
fNVszOUmlPmgBwYFK4EEACKhZANiAAQIIx7pD6x3sGfm29tkpyLGDv+tc+asRvVb
2Rd3KC4r2QtfuE9DvqQ2AiOpJNy/xeZwsjExemtdKwkNq8SHje3FX837mAHImVTr
5N5PfEDsSXWTuxk8wKDbc2KsqZBWHaE=
-----END EC PRIVATE KEY-----
)";

constexpr std::string_view p384_spki = R"(-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAECCMe6Q+sd7Bn5tvbZKcixg7/rXPmrEb1
W9kXdyguK9kLX7hPQ76kNgIjqSTcv8XmcLIxMXprXSsJDavEh43txV/N+5gByJlU
6+TeT3xA7El1k7sZPMCg23NirKmQVh2h
-----END PUBLIC KEY-----
)";

constexpr std::string_view p521_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIAqRdFYSIjxLrWmstl
cklnDN4HxXR5ptWgj7Zo+gMtNhpG62xDcoWJpCqF1Zgs7/X7w69MIkJXkyix37mv
Ncl0ECyhgYkDgYYABAGbnnLYa7G533UEGejNRhsKmYcn5DaV1zt5Zu++mWfwl9vj
zwB+JLc7CzNvSfJf1SriSFV0OoeDiweFQUXUON8zNQA83R41Wz5vQqFWuUtnm8FN
mdBSxkDd8vYXipVeI3J/4cEb6MHaOLW3EoWy9wN4lp/7vKWRwoytQK0Sds72Zqhq
/w==
-----END PRIVATE KEY-----
)";

constexpr std::string_view p521_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MIHcAgEBBEIAqRdFYSIjxLrWmstlcklnDN4HxXR5ptWgj7Zo+gMtNhpG62xDcoWJ
pCqF1Zgs7/X7w69MIkJXkyix37mvNcl0ECygBwYFK4EEACOhgYkDgYYABAGbnnLY
a7G533UEGejNRhsKmYcn5DaV1zt5Zu++mWfwl9vjzwB+JLc7CzNvSfJf1SriSFV0
OoeDiweFQUXUON8zNQA83R41Wz5vQqFWuUtnm8FNmdBSxkDd8vYXipVeI3J/4cEb
6MHaOLW3EoWy9wN4lp/7vKWRwoytQK0Sds72Zqhq/w==
-----END EC PRIVATE KEY-----
)";

constexpr std::string_view p521_spki = R"(-----BEGIN PUBLIC KEY-----
MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBm55y2Guxud91BBnozUYbCpmHJ+Q2
ldc7eWbvvpln8Jfb488AfiS3Owszb0nyX9Uq4khVdDqHg4sHhUFF1DjfMzUAPN0e
NVs+b0KhVrlLZ5vBTZnQUsZA3fL2F4qVXiNyf+HBG+jB2ji1txKFsvcDeJaf+7yl
kcKMrUCtEnbO9maoav8=
-----END PUBLIC KEY-----
)";

constexpr std::string_view ed25519_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIO23PVNELIZTzAXvTS/WP4OqfCu70Gwbco4NmhLSeLf9
-----END PRIVATE KEY-----
)";

constexpr std::string_view ed25519_spki = R"(-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAcPrgtIY10gA1v/y9PHjbJiRmRbrWcNUHm7pZJ9g1DZw=
-----END PUBLIC KEY-----
)";

constexpr std::string_view ed448_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MEcCAQAwBQYDK2VxBDsEOSnronrqIDc1Tm0IZmK2EI1/lpwyehsXJT/HXASWI58Q
jr4tR/x4MTg7xrmvK/8A0gA20jfzb6gLkw==
-----END PRIVATE KEY-----
)";

constexpr std::string_view ed448_spki = R"(-----BEGIN PUBLIC KEY-----
MEMwBQYDK2VxAzoAwHbBlrsT9ZKJ9djanXTstQCGQuo+D/HggxsMjGrRVhaOYE7+
8kA+iwHS8i/l+OdW4SkKxYuR9euA
-----END PUBLIC KEY-----
)";

constexpr std::string_view explicit_spki = R"(-----BEGIN PUBLIC KEY-----
MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5
RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA
//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABGQHJ4sU1ZT9wp3CXbfq0usR
NJNc8JWmf4j07vCbPuRQbufDMVsiddheLZXqprzHthpXRKvEkY/Wbs+N9XdeFGo=
-----END PUBLIC KEY-----
)";

constexpr std::string_view explicit_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MIIBaAIBAQQgSRO6/OgvQp3IazIqipzmURTFs3EiYLQDLHNbJTnxiuCggfowgfcC
AQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA////////////////
MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57Pr
vVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEE
axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54W
K84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8
YyVRAgEBoUQDQgAEZAcnixTVlP3CncJdt+rS6xE0k1zwlaZ/iPTu8Js+5FBu58Mx
WyJ12F4tleqmvMe2GldEq8SRj9Zuz431d14Uag==
-----END EC PRIVATE KEY-----
)";

constexpr std::string_view other_generator_spki = R"(-----BEGIN PUBLIC KEY-----
MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
NgiG5wSTamZ44ROdJreBn36QBEEEZAcnixTVlP3CncJdt+rS6xE0k1zwlaZ/iPTu
8Js+5FBu58MxWyJ12F4tleqmvMe2GldEq8SRj9Zuz431d14UagIhAP////8AAAAA
//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABGQHJ4sU1ZT9wp3CXbfq0usR
NJNc8JWmf4j07vCbPuRQbufDMVsiddheLZXqprzHthpXRKvEkY/Wbs+N9XdeFGo=
-----END PUBLIC KEY-----
)";

constexpr std::string_view other_generator_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MIIBaAIBAQQgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGggfowgfcC
AQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA////////////////
MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57Pr
vVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEE
ZAcnixTVlP3CncJdt+rS6xE0k1zwlaZ/iPTu8Js+5FBu58MxWyJ12F4tleqmvMe2
GldEq8SRj9Zuz431d14UagIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8
YyVRAgEBoUQDQgAEZAcnixTVlP3CncJdt+rS6xE0k1zwlaZ/iPTu8Js+5FBu58Mx
WyJ12F4tleqmvMe2GldEq8SRj9Zuz431d14Uag==
-----END EC PRIVATE KEY-----
)";

constexpr std::string_view encrypted_pkcs8 = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjycEYhbMHDGAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENYRhhOn/QLGQGC9HtplLw0EgZCe
soIlPYYimzH0M8qZBe1xman3LuKxIwZWatQbTjDdIodgeFftU0hGE2zUX5MmXHb6
x60g/NiFaNZNjWwVSOUkKXdYzSDcyAalTF9bL3WP3KNrCWgsWPlnu4JhuzJwWW+p
f6vdLyrGx5uhKvCPv1mHXeE6XE01L0muJ0j72oL0ofjsrBBmezsnjC50IlvX+lQ=
-----END ENCRYPTED PRIVATE KEY-----
)";

constexpr std::string_view encrypted_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,7E7C66BBA295192E3C6DF827DECF7F5A

3/UitlIGXuJpqnLTWZKtHGvmEAF8mbA+YUrOBGkDHqXx7msu7l7ClXhuYPhGekkQ
OL6/2K2znE+IiYYgwfHNs055Zgn4UTxHwmVtt559ZhJTv98v6xGVB7jAQDjNryXH
jCiXOiOPmY1WD5N1UIWjxESs409ob26VHD6PiReeMKI=
-----END EC PRIVATE KEY-----
)";

constexpr std::string_view certificate = R"(-----BEGIN CERTIFICATE-----
MIIBbjCCAROgAwIBAgIUDsFMVm+8kMQLBfDa/oVZ97Z3HJIwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBeDAeFw0yNjExMjUwOTQwMTJaFw0yNjEyMjUwOTQwMTJaMAwx
CjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATTMDh0fNv3Ot1d
ebgZ9UNRLJd59x8VFzM6pcaHvNc0PC5Wwx1SO71j7Y7ltd80UwUQzAkz7N5+CD+J
GolJNVOeo1MwUTAdBgNVHQ4EFgQUt+i9sclMAiUPSUMUeY3AeIB/LzEwHwYDVR0j
BBgwFoAUt+i9sclMAiUPSUMUeY3AeIB/LzEwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNJADBGAiEA9kAii6jCtKSwAwMXHgsuOuVbEGj2ptHBM2axA7OgCWwC
IQC6Pm9C3yQwMxUU8pK1lvPLBn6vkre1jR4EukPc1jz1pw==
-----END CERTIFICATE-----
)";

constexpr std::string_view secp256k1_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MHQCAQEEIPXh7pRpyDEol7e2fTKj5oeuuZMgUPB2kyaBVB6OFv9goAcGBSuBBAAK
oUQDQgAEoAJ/6hK6zuag7lsPhSRuDZiMlshDdIaJT/b/gaNxGEzP8xFhkg4e+2uq
EnkJ8hvIapR3IQgR1ETjY5z1JKGXmg==
-----END EC PRIVATE KEY-----
)";

constexpr std::string_view secp256k1_spki = R"(-----BEGIN PUBLIC KEY-----
MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEoAJ/6hK6zuag7lsPhSRuDZiMlshDdIaJ
T/b/gaNxGEzP8xFhkg4e+2uqEnkJ8hvIapR3IQgR1ETjY5z1JKGXmg==
-----END PUBLIC KEY-----
)";

constexpr std::string_view x25519_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VuBCIEIFjMJri7ptkIuPB5P5+NIJg3XszooXSFuidXjkAOeeV9
-----END PRIVATE KEY-----
)";

constexpr std::string_view x25519_spki = R"(-----BEGIN PUBLIC KEY-----
MCowBQYDK2VuAyEA1ux1iaklzx3hj557+ysAHqvp777xRiTnHaOAaxg8RVk=
-----END PUBLIC KEY-----
)";

constexpr std::string_view dsa_spki = R"(-----BEGIN PUBLIC KEY-----
MIIBvjCCATMGByqGSM44BAEwggEmAoGBAIZzCpqJ+Ugd7S8z3EbACsO3b2t4jZoR
Krjgbi4ll1d/lB9uqKZPLINgnY2JYlgAJzBR/JaoHYwKQ/G0ItyiZXrbQUVnvWCQ
P+mKoUnUxUiq7/FsuPylu0bM/bawVnIIaN/YiwG0U376ELTwprUvFyGko9yDrPQ/
xR/vD40ZiPbzAh0A1ZOA2wOehESs4PbKWSd9CFnoH8oKSmY66AXlawKBgGKQJsy7
4QGLiuXaEmCUvSNmyjRce/hYslEPBTfsv+MsT94KlBuggg0XsyuMOi4JROJHHm5w
D284r0QvB63lDM2uSbxuWr/ZHWY3oVF4wCq9nDufIebYljlxjFZIa/Tqehy6YZne
3muiqLxcjMWcNkI3mcmAW7+NREzvVrrGfSQHA4GEAAKBgElkXBc4JwMXcjQ6Iq9I
bo+I/kOi174VjdY6q6VVXT9NIN0H80PH+knB014yvzAtpp/n211kFIWfWnQW9va5
ZcBgHgygMmQs8+SdXMSG7bEIfgUtwqlKV7OK6DgAXultuij1oUxh4NxMT3pOaWap
Dm1oqE/UwJjzWIMGAS5JgX2E
-----END PUBLIC KEY-----
)";

constexpr std::string_view dh_spki = R"(-----BEGIN PUBLIC KEY-----
MIICJDCCARcGCSqGSIb3DQEDATCCAQgCggEBAP//////////rfhUWKK7Spqv3FYg
Jz088di5xYPOLTaVqeE2QRRkM/vMk53OJJs++X0v42NjDHXY9oGyAq7EYXrT3x7V
1f1lYSQz9R9fBm7QhWNlVT3tGvO1VxNef1fJNZhPDHDg5ot34qaJ2vPv6HId8Vih
Nq3nNTCsyk9IOnl6vAqxgrMk+2HRCKlLssjj+7lq2rdg1/RoHU9Co945TfSuVu3n
Y3K7GQsHp8juCm1wngL84c334uzANATNKDQvYZFy/pzphYP/jk8SMu7ygYPD/jsb
TG+tczu1/LwuwiAFxY7xg30Wg7LG80omwbLv+ohrQjhhKFyX//////////8CAQID
ggEFAAKCAQARjO5TG837X3zoHSQoezf1lf58gA1XuoVwccbiLouovSO6BL1zruNr
myEidhQX5jPhpioo/Rb6eru1f3o+cB7hgfYM6qQZh87bHWTAyLKIhqx3gvRTknxD
e2Y1OR9ByWc4e5p05SSxcChqjYneQKFNdY994YwMysw2zy2lD6ARKHQAv8oCoCnH
qCtWKg3JCemHdBVhWB+5U/+kpAijQMIHfX/LRZTqpG5vO4BAV8f9sGVmmP11jedH
MHIOQsuTHsTSsG13c3gQ/V7SnOrB3zdQRYH+KdsjJ8F42Y2cxls3JBx5H5U+/moi
23E2T+vfwmtqeaL61FOnZQ2brtgxIWX4
-----END PUBLIC KEY-----
)";

constexpr std::string_view rsa_pss_spki = R"(-----BEGIN PUBLIC KEY-----
MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAN5wy1MnNCu5xmeXjBElzds8
Ay/S0ygUk7JFHK6XNjZKZKH3E/fcpOZAfBdpGxv2zJgrZEg72ODNL1gF/+wBzcwV
q9dUeR697TrttcPrfD+zTvxVtem7t9pGXHfE83nQGhcZbtptfNOtNy75vD36AVXP
lhCmE6bZkrVPzflBnntBh3Sms2wOT2VEKGF+R3h6FNXKcXggQ3xi/SCTF5wJPMf/
e7CklFJw/AYvCsT91oz4BckZXTBvmE1MHtZTXixfsYIc27i7L+UbKyQrOuLhmUlR
iNPiYO5cVz3QFsQO9SWO/Ghg+LEzRNaDY+xlGhXlfcqPuDYlnZ3uLHppe1VVr8UC
AwEAAQ==
-----END PUBLIC KEY-----
)";

constexpr std::string_view rsa_1024_spki = R"(-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC1G3GiwCYgEct1m6pDfLvtR+LX
h+XqtlbIHLdnIDpagqR/sDfQlbYXOLViIC0OoEUHcwYt+T6lLPGM6kbIpvjdNXyy
uX2lBFwk1H8Yet60HT8gWhqDh3KdAPgyzVYKzE/DmXwq70itPycw4F8qwAd97jKV
fdJbzA97hAl1Ev4zjwIDAQAB
-----END PUBLIC KEY-----
)";

// --- taken -----------------------------------------------------------------------------------------

std::string sign_with(const AsymmetricKey& key, std::string_view message) {
    if (const auto* rsa = std::get_if<RsaKey>(&key))
        return rsa->sign({RsaPadding::pss, Hash::sha384}, message);
    if (const auto* elliptic = std::get_if<EcKey>(&key)) return elliptic->sign(message);
    return std::get<EdKey>(key).sign(message);
}

bool verify_with(const AsymmetricKey& key, std::string_view message, std::string_view signature) {
    const auto bytes = bytes_of(signature);
    if (const auto* rsa = std::get_if<RsaKey>(&key))
        return rsa->verify({RsaPadding::pss, Hash::sha384}, message, bytes);
    if (const auto* elliptic = std::get_if<EcKey>(&key)) return elliptic->verify(message, bytes);
    return std::get<EdKey>(key).verify(message, bytes);
}

bool is_private(const AsymmetricKey& key) {
    return std::visit([](const auto& made) { return made.is_private(); }, key);
}

struct PairForms {
    const char* name;
    std::string_view pkcs8;
    std::string_view spki;
    std::vector<std::string_view> other_private;
    std::vector<std::string_view> other_public;
};

struct PemOf : testing::TestWithParam<PairForms> {};

TEST_P(PemOf, each_pair_comes_in_by_every_form_and_leaves_by_two) {
    const auto& forms = GetParam();
    const auto pair = read_pem(forms.pkcs8).value();
    const auto key = read_pem(forms.spki).value();
    EXPECT_TRUE(is_private(pair));
    EXPECT_FALSE(is_private(key));
    EXPECT_EQ(private_pem(pair).reveal(), forms.pkcs8);
    EXPECT_EQ(public_pem(pair), forms.spki);
    EXPECT_EQ(public_pem(key), forms.spki);
    EXPECT_TRUE(verify_with(key, "message", sign_with(pair, "message")));
    for (const auto& form : forms.other_private) {
        const auto again = read_pem(form).value();
        EXPECT_EQ(private_pem(again).reveal(), forms.pkcs8);
        EXPECT_TRUE(verify_with(key, "message", sign_with(again, "message")));
    }
    for (const auto& form : forms.other_public)
        EXPECT_EQ(public_pem(read_pem(form).value()), forms.spki);
}

INSTANTIATE_TEST_SUITE_P(
    OpenSsl, PemOf,
    testing::Values(
        PairForms{"rsa", rsa_pkcs8, rsa_spki, {rsa_pkcs1}, {rsa_public_pkcs1}},
        PairForms{
            "p256", p256_pkcs8, p256_spki, {p256_sec1, p256_sec1_without_point}, {p256_compressed}},
        PairForms{"p384", p384_pkcs8, p384_spki, {p384_sec1}, {}},
        PairForms{"p521", p521_pkcs8, p521_spki, {p521_sec1}, {}},
        PairForms{"ed25519", ed25519_pkcs8, ed25519_spki, {}, {}},
        PairForms{"ed448", ed448_pkcs8, ed448_spki, {}, {}}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Pem, is_read_behind_the_parameters_of_its_curve) {
    EXPECT_TRUE(is_private(read_pem(p256_after_parameters).value()));
    const auto with_other_parameters =
        "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n" +
        std::string{p256_sec1};
    EXPECT_EQ(public_pem(read_pem(with_other_parameters).value()), p256_spki);
}

TEST(Pem, that_spells_out_its_curve_is_refused_even_where_it_is_one_of_ours) {
    EXPECT_EQ(read_pem(explicit_sec1).error(), Errc::invalid_key);
    EXPECT_EQ(read_pem(explicit_spki).error(), Errc::invalid_key);
}

std::string with_each(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

TEST(Pem, may_have_other_line_ends_and_text_around_it) {
    const std::string spki{p256_spki};
    std::string one_line{p256_spki};
    one_line.erase(one_line.find('\n', 40), 1);
    for (const auto& text :
         {with_each(spki, "\n", "\r\n"), with_each(spki, "\n", "\n\n"),
          with_each(spki, "\n", " \t\n"), with_each(spki, "\n", ""), one_line,
          "subject: a key\n" + spki + "\nand more text", std::string{"\xef\xbb\xbf"} + spki,
          spki.substr(0, spki.size() - 1), std::string(pem_bytes_max - spki.size(), '\n') + spki}) {
        const auto key = read_pem(text);
        ASSERT_TRUE(key) << text;
        EXPECT_EQ(public_pem(*key), p256_spki);
    }
}

// --- refused ---------------------------------------------------------------------------------------

struct BadPem {
    const char* name;
    std::string text;
    const char* reason;
};

constexpr auto malformed = "malformed";
constexpr auto unwanted = "does not sign tokens";
constexpr auto encrypted = "decrypt it first";

struct PemRefuses : testing::TestWithParam<BadPem> {};
TEST_P(PemRefuses, what_is_no_key_for_tokens_and_says_why) {
    const auto key = read_pem(GetParam().text);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error(), Errc::invalid_key);
    EXPECT_NE(key.error().detail().find(GetParam().reason), std::string::npos)
        << key.error().detail();
}

std::string relabelled(std::string_view pem, std::string_view from, std::string_view to) {
    return with_each(std::string{pem}, from, to);
}

std::string with_first_line(std::string_view pem, std::string_view replacement) {
    const auto start = pem.find('\n') + 1;
    return std::string{pem.substr(0, start)}
        .append(replacement)
        .append(pem.substr(pem.find('\n', start)));
}

std::string without_line(std::string_view pem, std::size_t number) {
    std::string text;
    for (std::size_t at = 0, line = 0; at < pem.size(); ++line) {
        const auto end = pem.find('\n', at) + 1;
        if (line != number) text.append(pem.substr(at, end - at));
        at = end;
    }
    return text;
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, PemRefuses,
    testing::Values(
        BadPem{"nothing", "", "no PEM"}, BadPem{"no_pem", "a secret of mine", "no PEM"},
        BadPem{"a_begin_alone", "-----BEGIN PUBLIC KEY-----", "no PEM"},
        BadPem{"an_end_alone", "-----END PUBLIC KEY-----", "no PEM"},
        BadPem{"another_end", relabelled(p256_spki, "END PUBLIC", "END PRIVATE"), "no PEM"},
        BadPem{"an_empty_block", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
               malformed},
        BadPem{"parameters_alone",
               "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
               "no PEM"},
        BadPem{"two_keys", std::string{p256_spki}.append(p384_spki), "more than one key"},
        BadPem{"a_key_and_its_certificate", std::string{p256_pkcs8}.append(certificate),
               "more than one key"},
        BadPem{"a_certificate", std::string{certificate}, "openssl x509 -pubkey"},
        BadPem{"a_certificate_as_a_key", relabelled(certificate, "CERTIFICATE", "PUBLIC KEY"),
               malformed},
        BadPem{"encrypted_pkcs8", std::string{encrypted_pkcs8}, encrypted},
        BadPem{"encrypted_sec1", std::string{encrypted_sec1}, encrypted},
        BadPem{"encrypted_as_plain", relabelled(encrypted_pkcs8, "ENCRYPTED ", ""), malformed},
        BadPem{"encrypted_as_public", relabelled(encrypted_pkcs8, "ENCRYPTED PRIVATE", "PUBLIC"),
               malformed},
        BadPem{"pkcs8_as_public", relabelled(p256_pkcs8, "PRIVATE", "PUBLIC"), malformed},
        BadPem{"pkcs8_as_pkcs1", relabelled(rsa_pkcs8, "PRIVATE", "RSA PRIVATE"), malformed},
        BadPem{"pkcs8_as_sec1", relabelled(p256_pkcs8, "PRIVATE", "EC PRIVATE"), malformed},
        BadPem{"pkcs1_as_pkcs8", relabelled(rsa_pkcs1, "RSA ", ""), malformed},
        BadPem{"pkcs1_as_spki", relabelled(rsa_public_pkcs1, "RSA ", ""), malformed},
        BadPem{"sec1_as_pkcs8", relabelled(p256_sec1, "EC ", ""), malformed},
        BadPem{"sec1_as_pkcs1", relabelled(p256_sec1, "EC ", "RSA "), malformed},
        BadPem{"spki_as_pkcs8", relabelled(p256_spki, "PUBLIC", "PRIVATE"), malformed},
        BadPem{"spki_as_pkcs1", relabelled(rsa_spki, "PUBLIC", "RSA PUBLIC"), malformed},
        BadPem{"openssh", relabelled(p256_spki, "PUBLIC KEY", "OPENSSH PRIVATE KEY"),
               "a PEM of a key is"},
        BadPem{"a_label_in_small_letters", relabelled(p256_spki, "PUBLIC KEY", "public key"),
               "a PEM of a key is"},
        BadPem{"a_label_with_a_space", relabelled(p256_spki, "PUBLIC KEY", "PUBLIC KEY "),
               "a PEM of a key is"},
        BadPem{"x25519", std::string{x25519_spki}, unwanted},
        BadPem{"x25519_private", std::string{x25519_pkcs8}, unwanted},
        BadPem{"dsa", std::string{dsa_spki}, unwanted},
        BadPem{"dh", std::string{dh_spki}, unwanted},
        BadPem{"rsa_for_pss_alone", std::string{rsa_pss_spki}, unwanted},
        BadPem{"rsa_of_1024_bits", std::string{rsa_1024_spki}, "weak"},
        BadPem{"secp256k1", std::string{secp256k1_spki}, "weak or malformed"},
        BadPem{"secp256k1_private", std::string{secp256k1_sec1}, "weak or malformed"},
        BadPem{"p256_with_another_generator", std::string{other_generator_spki},
               "weak or malformed"},
        BadPem{"a_private_key_of_1_with_the_generator_to_fit", std::string{other_generator_sec1},
               "weak or malformed"},
        BadPem{"a_line_left_out", without_line(rsa_pkcs8, 7), malformed},
        BadPem{"the_last_line_left_out", without_line(p256_spki, 2), malformed},
        BadPem{"cut_base64",
               with_each(std::string{p256_spki}, "\n-----END", "\n-----BEGIN x\n-----END"),
               malformed},
        BadPem{"no_base64", with_first_line(p256_spki, "MFkwEwYHKoZIzj0CAQYIKoZI*j0DAQcDQgAE"),
               malformed},
        BadPem{"base64url", relabelled(rsa_spki, "+", "-"), malformed},
        BadPem{"padding_in_the_middle", with_first_line(p256_spki, "MFkw="), malformed},
        BadPem{"too_much_padding", relabelled(p256_spki, "\n-----END", "====\n-----END"),
               malformed},
        BadPem{"bytes_behind_the_key", relabelled(p384_spki, "\n-----END", "\nAAAA\n-----END"),
               malformed},
        BadPem{"a_header", relabelled(p256_spki, "KEY-----\nM", "KEY-----\nComment: mine\n\nM"),
               malformed},
        BadPem{"a_nul", with_each(std::string{p256_spki}, "MFkw", std::string_view{"MFk\0w", 5}),
               malformed},
        BadPem{
            "a_block_within_a_block",
            "-----BEGIN PUBLIC KEY-----\n" + std::string{p256_pkcs8} + "-----END PUBLIC KEY-----\n",
            malformed},
        BadPem{"der_with_no_end_to_its_length",
               "-----BEGIN PUBLIC KEY-----\nMIA=\n-----END PUBLIC KEY-----\n", malformed},
        BadPem{"der_with_a_length_of_gigabytes",
               "-----BEGIN PUBLIC KEY-----\nMIR/////\n-----END PUBLIC KEY-----\n", malformed},
        BadPem{"one_byte_too_long",
               std::string(pem_bytes_max + 1 - p256_spki.size(), '\n').append(p256_spki), "longer"},
        BadPem{"a_million_bytes", std::string(1'000'000, '-').append(p256_spki), "longer"},
        BadPem{"thousands_of_begins", with_each(std::string(1500, '\n'), "\n", "-----BEGIN A-----"),
               "no PEM"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Pem, is_refused_wherever_it_is_cut) {
    for (const auto pem : {p256_sec1, ed25519_pkcs8, p384_spki}) {
        const auto whole = pem.size() - 1;  // the last line end may be missing
        for (std::size_t size = 0; size < whole; ++size)
            EXPECT_FALSE(read_pem(pem.substr(0, size))) << size;
        EXPECT_TRUE(read_pem(pem.substr(0, whole)));
    }
}

TEST(Pem, of_a_pair_with_another_letter_is_refused) {
    for (auto at = p256_sec1.find('\n') + 1; at < p256_sec1.rfind("\n-----"); ++at) {
        std::string changed{p256_sec1};
        if (changed[at] == '\n' || changed[at] == '=') continue;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        const auto key = read_pem(changed);
        if (key) {  // some bits say nothing
            EXPECT_EQ(private_pem(*key).reveal(), p256_pkcs8) << at;
        }
    }
}

TEST(Pem, never_asks_for_a_password) {
    // Whoever asks at a terminal reads standard input, or fails for want of one: here it is at its end.
    ASSERT_NE(freopen("/dev/null", "r", stdin), nullptr);
    for (const auto pem : {encrypted_pkcs8, encrypted_sec1}) EXPECT_FALSE(read_pem(pem));
    EXPECT_FALSE(read_pem(relabelled(encrypted_pkcs8, "ENCRYPTED ", "")));
    EXPECT_FALSE(read_pem(relabelled(encrypted_sec1, "Proc-Type: 4,ENCRYPTED\n", "")));
}

}  // namespace
}  // namespace cardea::crypto
