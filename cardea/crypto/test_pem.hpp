// Keys in PEM as `openssl genpkey`, `pkey`, `rsa`, `ec`, `ecparam` and `req` of OpenSSL 3.0 wrote
// them: for this room's tests alone.
#pragma once

#include <string_view>

namespace cardea::crypto {

inline constexpr std::string_view rsa_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
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

inline constexpr std::string_view rsa_pkcs1 = R"(-----BEGIN RSA PRIVATE KEY-----
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

inline constexpr std::string_view rsa_public_pkcs1 = R"(-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAwCX8EJbCs+FSBYGeVCwrxGra9eXDl1CYt0bjUKQCVd6GS+QT2kHU
I6y7A3MAiJxwx/kbXAEoqeWMc7jYP91qfXmskAEwmR6KCklzKWdTvdaj4vBmwVgf
pDPbaT7+OezNQxAjg4erngWZ/5lOzGy7+3tV68SNOgmTLzEA0ayuoyEx/P5wLPYT
u5v+7qLW4fcWd4DVpM0krHk9FxDQwXvmQrExUSBwXtf/esx4wlEq10P9IhMtWyqg
jarpRtvHTPZjMTozhvOrSXXu/ZbmUmEJVnDq7CEbaiVSD+GGHAwFRWM58sWng6Cr
b20SvoZwJlXh5o8sqG7JZ1UftjmRw7GfVQIDAQAB
-----END RSA PUBLIC KEY-----
)";

inline constexpr std::string_view rsa_spki = R"(-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwCX8EJbCs+FSBYGeVCwr
xGra9eXDl1CYt0bjUKQCVd6GS+QT2kHUI6y7A3MAiJxwx/kbXAEoqeWMc7jYP91q
fXmskAEwmR6KCklzKWdTvdaj4vBmwVgfpDPbaT7+OezNQxAjg4erngWZ/5lOzGy7
+3tV68SNOgmTLzEA0ayuoyEx/P5wLPYTu5v+7qLW4fcWd4DVpM0krHk9FxDQwXvm
QrExUSBwXtf/esx4wlEq10P9IhMtWyqgjarpRtvHTPZjMTozhvOrSXXu/ZbmUmEJ
VnDq7CEbaiVSD+GGHAwFRWM58sWng6Crb20SvoZwJlXh5o8sqG7JZ1UftjmRw7Gf
VQIDAQAB
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view p256_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUSYvXbSqkmBt/w31
mCe/jiOuw7jJsy33KtF+2sqzvp+hRANCAATTMDh0fNv3Ot1debgZ9UNRLJd59x8V
FzM6pcaHvNc0PC5Wwx1SO71j7Y7ltd80UwUQzAkz7N5+CD+JGolJNVOe
-----END PRIVATE KEY-----
)";

inline constexpr std::string_view p256_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIFEmL120qpJgbf8N9Zgnv44jrsO4ybMt9yrRftrKs76foAoGCCqGSM49
AwEHoUQDQgAE0zA4dHzb9zrdXXm4GfVDUSyXefcfFRczOqXGh7zXNDwuVsMdUju9
Y+2O5bXfNFMFEMwJM+zefgg/iRqJSTVTng==
-----END EC PRIVATE KEY-----
)";

inline constexpr std::string_view p256_sec1_without_point = R"(-----BEGIN EC PRIVATE KEY-----
MDECAQEEIFEmL120qpJgbf8N9Zgnv44jrsO4ybMt9yrRftrKs76foAoGCCqGSM49
AwEH
-----END EC PRIVATE KEY-----
)";

inline constexpr std::string_view p256_spki = R"(-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0zA4dHzb9zrdXXm4GfVDUSyXefcf
FRczOqXGh7zXNDwuVsMdUju9Y+2O5bXfNFMFEMwJM+zefgg/iRqJSTVTng==
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view p256_compressed = R"(-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgAC0zA4dHzb9zrdXXm4GfVDUSyXefcf
FRczOqXGh7zXNDw=
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view p256_after_parameters = R"(-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIJ80+9Dsh/OJMg3B4nbZ0dNDEu9QMWrJMLPC3MsSTKvxoAoGCCqGSM49
AwEHoUQDQgAEX/x201T7TrpIqj8gu6w/3VyYYGPiRWrwggO9YQJ6X45c9zNEgu4/
j7PXzg1Tlo9IUpmeVgRK1YukpmDxAg8F4Q==
-----END EC PRIVATE KEY-----
)";

inline constexpr std::string_view p384_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDltp3MRF9ZEw25u4+J
bONcDd+98AeZJnQA/0RKgZMZwUbfWk/bvM05fNVszOUmlPmhZANiAAQIIx7pD6x3
sGfm29tkpyLGDv+tc+asRvVb2Rd3KC4r2QtfuE9DvqQ2AiOpJNy/xeZwsjExemtd
KwkNq8SHje3FX837mAHImVTr5N5PfEDsSXWTuxk8wKDbc2KsqZBWHaE=
-----END PRIVATE KEY-----
)";

inline constexpr std::string_view p384_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MIGkAgEBBDDltp3MRF9ZEw25u4+JbONcDd+98AeZJnQA/0RKgZMZwUbfWk/bvM05
fNVszOUmlPmgBwYFK4EEACKhZANiAAQIIx7pD6x3sGfm29tkpyLGDv+tc+asRvVb
2Rd3KC4r2QtfuE9DvqQ2AiOpJNy/xeZwsjExemtdKwkNq8SHje3FX837mAHImVTr
5N5PfEDsSXWTuxk8wKDbc2KsqZBWHaE=
-----END EC PRIVATE KEY-----
)";

inline constexpr std::string_view p384_spki = R"(-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAECCMe6Q+sd7Bn5tvbZKcixg7/rXPmrEb1
W9kXdyguK9kLX7hPQ76kNgIjqSTcv8XmcLIxMXprXSsJDavEh43txV/N+5gByJlU
6+TeT3xA7El1k7sZPMCg23NirKmQVh2h
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view p521_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIAqRdFYSIjxLrWmstl
cklnDN4HxXR5ptWgj7Zo+gMtNhpG62xDcoWJpCqF1Zgs7/X7w69MIkJXkyix37mv
Ncl0ECyhgYkDgYYABAGbnnLYa7G533UEGejNRhsKmYcn5DaV1zt5Zu++mWfwl9vj
zwB+JLc7CzNvSfJf1SriSFV0OoeDiweFQUXUON8zNQA83R41Wz5vQqFWuUtnm8FN
mdBSxkDd8vYXipVeI3J/4cEb6MHaOLW3EoWy9wN4lp/7vKWRwoytQK0Sds72Zqhq
/w==
-----END PRIVATE KEY-----
)";

inline constexpr std::string_view p521_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MIHcAgEBBEIAqRdFYSIjxLrWmstlcklnDN4HxXR5ptWgj7Zo+gMtNhpG62xDcoWJ
pCqF1Zgs7/X7w69MIkJXkyix37mvNcl0ECygBwYFK4EEACOhgYkDgYYABAGbnnLY
a7G533UEGejNRhsKmYcn5DaV1zt5Zu++mWfwl9vjzwB+JLc7CzNvSfJf1SriSFV0
OoeDiweFQUXUON8zNQA83R41Wz5vQqFWuUtnm8FNmdBSxkDd8vYXipVeI3J/4cEb
6MHaOLW3EoWy9wN4lp/7vKWRwoytQK0Sds72Zqhq/w==
-----END EC PRIVATE KEY-----
)";

inline constexpr std::string_view p521_spki = R"(-----BEGIN PUBLIC KEY-----
MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBm55y2Guxud91BBnozUYbCpmHJ+Q2
ldc7eWbvvpln8Jfb488AfiS3Owszb0nyX9Uq4khVdDqHg4sHhUFF1DjfMzUAPN0e
NVs+b0KhVrlLZ5vBTZnQUsZA3fL2F4qVXiNyf+HBG+jB2ji1txKFsvcDeJaf+7yl
kcKMrUCtEnbO9maoav8=
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view ed25519_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIO23PVNELIZTzAXvTS/WP4OqfCu70Gwbco4NmhLSeLf9
-----END PRIVATE KEY-----
)";

inline constexpr std::string_view ed25519_spki = R"(-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAcPrgtIY10gA1v/y9PHjbJiRmRbrWcNUHm7pZJ9g1DZw=
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view ed448_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MEcCAQAwBQYDK2VxBDsEOSnronrqIDc1Tm0IZmK2EI1/lpwyehsXJT/HXASWI58Q
jr4tR/x4MTg7xrmvK/8A0gA20jfzb6gLkw==
-----END PRIVATE KEY-----
)";

inline constexpr std::string_view ed448_spki = R"(-----BEGIN PUBLIC KEY-----
MEMwBQYDK2VxAzoAwHbBlrsT9ZKJ9djanXTstQCGQuo+D/HggxsMjGrRVhaOYE7+
8kA+iwHS8i/l+OdW4SkKxYuR9euA
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view explicit_spki = R"(-----BEGIN PUBLIC KEY-----
MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5
RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA
//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABGQHJ4sU1ZT9wp3CXbfq0usR
NJNc8JWmf4j07vCbPuRQbufDMVsiddheLZXqprzHthpXRKvEkY/Wbs+N9XdeFGo=
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view explicit_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
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

inline constexpr std::string_view other_generator_spki = R"(-----BEGIN PUBLIC KEY-----
MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
NgiG5wSTamZ44ROdJreBn36QBEEEZAcnixTVlP3CncJdt+rS6xE0k1zwlaZ/iPTu
8Js+5FBu58MxWyJ12F4tleqmvMe2GldEq8SRj9Zuz431d14UagIhAP////8AAAAA
//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABGQHJ4sU1ZT9wp3CXbfq0usR
NJNc8JWmf4j07vCbPuRQbufDMVsiddheLZXqprzHthpXRKvEkY/Wbs+N9XdeFGo=
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view other_generator_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
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

inline constexpr std::string_view encrypted_pkcs8 = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjycEYhbMHDGAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENYRhhOn/QLGQGC9HtplLw0EgZCe
soIlPYYimzH0M8qZBe1xman3LuKxIwZWatQbTjDdIodgeFftU0hGE2zUX5MmXHb6
x60g/NiFaNZNjWwVSOUkKXdYzSDcyAalTF9bL3WP3KNrCWgsWPlnu4JhuzJwWW+p
f6vdLyrGx5uhKvCPv1mHXeE6XE01L0muJ0j72oL0ofjsrBBmezsnjC50IlvX+lQ=
-----END ENCRYPTED PRIVATE KEY-----
)";

inline constexpr std::string_view encrypted_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,7E7C66BBA295192E3C6DF827DECF7F5A

3/UitlIGXuJpqnLTWZKtHGvmEAF8mbA+YUrOBGkDHqXx7msu7l7ClXhuYPhGekkQ
OL6/2K2znE+IiYYgwfHNs055Zgn4UTxHwmVtt559ZhJTv98v6xGVB7jAQDjNryXH
jCiXOiOPmY1WD5N1UIWjxESs409ob26VHD6PiReeMKI=
-----END EC PRIVATE KEY-----
)";

inline constexpr std::string_view certificate = R"(-----BEGIN CERTIFICATE-----
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

inline constexpr std::string_view secp256k1_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
MHQCAQEEIPXh7pRpyDEol7e2fTKj5oeuuZMgUPB2kyaBVB6OFv9goAcGBSuBBAAK
oUQDQgAEoAJ/6hK6zuag7lsPhSRuDZiMlshDdIaJT/b/gaNxGEzP8xFhkg4e+2uq
EnkJ8hvIapR3IQgR1ETjY5z1JKGXmg==
-----END EC PRIVATE KEY-----
)";

inline constexpr std::string_view secp256k1_spki = R"(-----BEGIN PUBLIC KEY-----
MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEoAJ/6hK6zuag7lsPhSRuDZiMlshDdIaJ
T/b/gaNxGEzP8xFhkg4e+2uqEnkJ8hvIapR3IQgR1ETjY5z1JKGXmg==
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view x25519_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VuBCIEIFjMJri7ptkIuPB5P5+NIJg3XszooXSFuidXjkAOeeV9
-----END PRIVATE KEY-----
)";

inline constexpr std::string_view x25519_spki = R"(-----BEGIN PUBLIC KEY-----
MCowBQYDK2VuAyEA1ux1iaklzx3hj557+ysAHqvp777xRiTnHaOAaxg8RVk=
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view dsa_spki = R"(-----BEGIN PUBLIC KEY-----
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

inline constexpr std::string_view dh_spki = R"(-----BEGIN PUBLIC KEY-----
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

inline constexpr std::string_view rsa_pss_spki = R"(-----BEGIN PUBLIC KEY-----
MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAN5wy1MnNCu5xmeXjBElzds8
Ay/S0ygUk7JFHK6XNjZKZKH3E/fcpOZAfBdpGxv2zJgrZEg72ODNL1gF/+wBzcwV
q9dUeR697TrttcPrfD+zTvxVtem7t9pGXHfE83nQGhcZbtptfNOtNy75vD36AVXP
lhCmE6bZkrVPzflBnntBh3Sms2wOT2VEKGF+R3h6FNXKcXggQ3xi/SCTF5wJPMf/
e7CklFJw/AYvCsT91oz4BckZXTBvmE1MHtZTXixfsYIc27i7L+UbKyQrOuLhmUlR
iNPiYO5cVz3QFsQO9SWO/Ghg+LEzRNaDY+xlGhXlfcqPuDYlnZ3uLHppe1VVr8UC
AwEAAQ==
-----END PUBLIC KEY-----
)";

inline constexpr std::string_view rsa_1024_spki = R"(-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC1G3GiwCYgEct1m6pDfLvtR+LX
h+XqtlbIHLdnIDpagqR/sDfQlbYXOLViIC0OoEUHcwYt+T6lLPGM6kbIpvjdNXyy
uX2lBFwk1H8Yet60HT8gWhqDh3KdAPgyzVYKzE/DmXwq70itPycw4F8qwAd97jKV
fdJbzA97hAl1Ev4zjwIDAQAB
-----END PUBLIC KEY-----
)";

}  // namespace cardea::crypto
