// Under test: a token that is believed costs one allocation, and one that comes again none.
// ThreadSanitizer brings an allocator that lets no other stand beside it: there is nothing to count
// under it, and these tests run in every other build.
#if defined(__SANITIZE_THREAD__)
#define CARDEA_HAS_THREAD_SANITIZER
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CARDEA_HAS_THREAD_SANITIZER
#endif
#endif

#ifndef CARDEA_HAS_THREAD_SANITIZER

#include <cardea/jose/verifier.hpp>

#include <cardea/jose/signer.hpp>
#include <cardea/jose/test_claims.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t allocations = 0;

}  // namespace

// Counted in the whole test program; what OpenSSL allocates goes past these.
__attribute__((noinline)) void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc{};
}
// What AddressSanitizer would make otherwise, and not let these free.
__attribute__((noinline)) void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
__attribute__((noinline)) void operator delete(void* memory) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace cardea::jose {
namespace {

struct VerifierAllocates : testing::TestWithParam<Algorithm> {};
TEST_P(VerifierAllocates, once_for_a_token_that_it_believes) {
    const ManualClock clock{noon};
    const auto key = Key::generate(GetParam());
    const Verifier verifier{KeySet{key}, {.issuer = "https://id.test"}, clock};
    const Signer signer{key};
    for (int warm = 0; warm < 3; ++warm)
        EXPECT_TRUE(verifier.verify(signer.sign(claims_of("warm" + std::to_string(warm)))));
    const auto token = signer.sign(claims_of("ada"));
    allocations = 0;
    const auto believed = verifier.verify(token);
    EXPECT_EQ(allocations, 1U);
    EXPECT_EQ(believed->subject(), "ada");
    allocations = 0;
    const auto again = verifier.verify(token);
    EXPECT_EQ(allocations, is_symmetric(GetParam()) ? 1U : 0U);
    EXPECT_EQ(again->subject(), "ada");
}
INSTANTIATE_TEST_SUITE_P(Algorithms, VerifierAllocates,
                         testing::Values(Algorithm::hs256, Algorithm::es256, Algorithm::rs256,
                                         Algorithm::eddsa),
                         [](const auto& row) { return std::string{name_of(row.param)}; });

}  // namespace
}  // namespace cardea::jose

#endif
