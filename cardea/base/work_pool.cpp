#include <cardea/base/work_pool.hpp>

#include <cardea/base/quiet_thread.hpp>

namespace cardea {

WorkPool::WorkPool(std::size_t threads, std::size_t queue_max) : places_{threads + queue_max} {
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i)
        threads_.push_back(start_quiet_thread([this] { serve(); }));
}

WorkPool::~WorkPool() {
    decltype(queue_) refused;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        refused.swap(queue_);
    }
    wake_.notify_all();
    for (const auto& job : refused) job->refuse();
    threads_.clear();  // joins
}

bool WorkPool::reserve() {
    const std::lock_guard lock{mutex_};
    if (places_ == 0 || stopping_) return false;
    --places_;
    return true;
}

void WorkPool::enqueue(std::unique_ptr<Job> job) {
    {
        const std::lock_guard lock{mutex_};
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
}

void WorkPool::serve() {
    std::unique_lock lock{mutex_};
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        auto job = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        job->run();
        job.reset();
        lock.lock();
        ++places_;
    }
}

}  // namespace cardea
