#include <cardea/app/offload.hpp>

#include <boost/asio/execution_context.hpp>

#include <memory>

namespace cardea::app {
namespace {

/// Hangs the pool on the loop itself, so that nothing global is needed to find it.
class OffloadService final : public boost::asio::execution_context::service {
public:
    using key_type = OffloadService;
    static inline boost::asio::execution_context::id id;

    explicit OffloadService(boost::asio::execution_context& loop) : service{loop} {}

    WorkPool& pool() {
        if (pool_ == nullptr) {
            own_ = std::make_unique<WorkPool>(own_threads, own_queue_max);
            pool_ = own_.get();
        }
        return *pool_;
    }
    void install(WorkPool& pool) { pool_ = &pool; }

private:
    static constexpr std::size_t own_threads = 2;
    static constexpr std::size_t own_queue_max = 64;

    void shutdown() override { own_.reset(); }

    std::unique_ptr<WorkPool> own_;
    WorkPool* pool_ = nullptr;
};

}  // namespace

WorkPool& offload_pool(const Executor& loop) {
    return boost::asio::use_service<OffloadService>(loop.context()).pool();
}

void install_offload_pool(const Executor& loop, WorkPool& pool) {
    boost::asio::use_service<OffloadService>(loop.context()).install(pool);
}

}  // namespace cardea::app
