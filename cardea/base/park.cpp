#include <cardea/base/park.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <mutex>
#include <unordered_map>
#include <utility>

namespace cardea {
namespace {

struct Sleeper {
    Sleeper() = default;
    Sleeper(const Sleeper&) = delete;
    Sleeper& operator=(const Sleeper&) = delete;
    virtual ~Sleeper() = default;
    virtual void resume() = 0;
};

template <class Handler>
struct SleeperOf final : Sleeper {
    SleeperOf(Executor loop, Handler coroutine)
        : guard{std::move(loop)}, handler{std::move(coroutine)} {}
    void resume() override { boost::asio::post(guard.get_executor(), std::move(handler)); }

    boost::asio::executor_work_guard<Executor> guard;
    Handler handler;
};

}  // namespace

// The parked coroutines of one loop. Outlives it while somebody may still wake one of them.
struct Parked::Lot {
    std::mutex mutex;
    std::uint64_t places = 0;
    std::unordered_map<std::uint64_t, std::unique_ptr<Sleeper>> sleepers;
};

// The loop's own hold on its lot: Asio destroys what waits on a loop by its services.
class Parked::LotOfLoop final : public boost::asio::execution_context::service {
public:
    using key_type = LotOfLoop;
    static inline boost::asio::execution_context::id id;

    explicit LotOfLoop(boost::asio::execution_context& loop)
        : boost::asio::execution_context::service{loop} {}
    [[nodiscard]] const std::shared_ptr<Lot>& lot() const { return lot_; }

private:
    void shutdown() noexcept override {
        decltype(Lot::sleepers) sleepers;
        const std::lock_guard lock{lot_->mutex};
        sleepers.swap(lot_->sleepers);  // and destroyed after the lock is given back
    }

    std::shared_ptr<Lot> lot_ = std::make_shared<Lot>();
};

Parked::Parked(std::shared_ptr<Lot> lot, std::uint64_t place)
    : lot_{std::move(lot)}, place_{place} {}

void Parked::wake() const {
    // Under the lock to its end, so that the loop is not torn down meanwhile.
    const std::lock_guard lock{lot_->mutex};
    const auto found = lot_->sleepers.find(place_);
    if (found == lot_->sleepers.end()) return;
    const auto sleeper = std::move(found->second);
    lot_->sleepers.erase(found);
    sleeper->resume();
}

Async<> park(std::function<void(Parked)> start) {
    const Executor loop = co_await boost::asio::this_coro::executor;
    const auto lot = boost::asio::use_service<Parked::LotOfLoop>(loop.context()).lot();
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>&, void()>(
        [&](auto handler) {
            std::unique_lock lock{lot->mutex};
            const auto place = ++lot->places;
            lot->sleepers.emplace(
                place, std::make_unique<SleeperOf<decltype(handler)>>(loop, std::move(handler)));
            lock.unlock();
            start(Parked{lot, place});
        },
        boost::asio::use_awaitable_t<Executor>{});
}

}  // namespace cardea
