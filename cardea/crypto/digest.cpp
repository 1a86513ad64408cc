#include <cardea/crypto/digest.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/sha2_state.hpp>

namespace cardea::crypto {

Digest digest(Hash hash, std::string_view message) {
    Digest out;
    out.size = size_of(hash);
    with_functions_of(hash, [&]<class Functions>(Functions) {
        typename Functions::Context context;
        Functions::init(context);
        Functions::update(context, message.data(), message.size());
        Functions::finish(context, out.bytes.data());
    });
    return out;
}

Sha256 sha256(std::span<const std::uint8_t> message) {
    Sha256 out;
    Sha256Functions::Context context;
    Sha256Functions::init(context);
    Sha256Functions::update(context, message.data(), message.size());
    Sha256Functions::finish(context, out.data());
    return out;
}

Sha256 sha256(std::string_view message) { return sha256(bytes_of(message)); }

}  // namespace cardea::crypto
