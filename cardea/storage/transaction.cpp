#include <cardea/storage/transaction.hpp>

namespace cardea {
namespace storage {

Async<> RequestTransaction::begin() {
    if (held_) co_return;
    if (request_ != nullptr && !request_->is_body_ready()) {
        const auto body = co_await request_->body();
        if (!body) throw Failure{body.error()};
    }
    held_.emplace(co_await database_->hold(time_max_));
}

Async<> RequestTransaction::script(std::string_view sql) {
    co_await begin();
    co_await held_->script(sql);
}

Async<std::int64_t> RequestTransaction::execute(const db::Statement& statement) {
    co_await begin();
    co_return co_await held_->execute(statement);
}

Async<Result<>> RequestTransaction::finish() {
    if (!held_) co_return Result<>{};
    try {
        co_await held_->commit();
    } catch (const Failure& failure) {
        co_return failure.error();
    }
    co_return Result<>{};
}

}  // namespace storage

storage::RequestTransaction transaction(Request& request, State<db::Database> provided) {
    return storage::RequestTransaction{request, *provided};
}

}  // namespace cardea
