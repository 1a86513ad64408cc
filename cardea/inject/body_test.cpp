// Under test: forms and files, as a handler takes them.
#include <cardea/inject/body.hpp>

#include <cardea/inject/endpoint.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::inject {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ReadyBody final : public BodySource {
public:
    explicit ReadyBody(std::string_view text) : text_{text} {}
    Async<Result<std::string_view>> read() override { co_return text_; }
    [[nodiscard]] bool is_ready() const override { return true; }
    [[nodiscard]] Result<std::string_view> ready() const override { return text_; }

private:
    std::string_view text_;
};

struct BodyTest : testing::Test {
    std::vector<Field> fields;
    StateTable states;
    ExceptionTable exceptions;

    template <class Handler>
    Response run(Handler handler, std::string_view body) const {
        auto endpoint = make_endpoint(handler);
        endpoint->bind({.states = states, .path_names = {}, .exceptions = exceptions});
        ReadyBody source{body};
        Request request{{.method = Method::post, .fields = fields, .has_body = !body.empty()},
                        &source};
        Response response;
        Mishap mishap;
        boost::asio::io_context loop;
        boost::asio::co_spawn(loop, endpoint->run(request, response, mishap),
                              boost::asio::detached);
        loop.run();
        return response;
    }
};

struct FormTest : BodyTest {
    FormTest() { fields = {{"Content-Type", "application/x-www-form-urlencoded"}}; }
};

enum class Colour { red, green };
struct Survey {
    Text<1, 20> name;
    std::vector<Colour> colours;
    std::optional<int> age;
    Default<bool, false> subscribe;
    Secret<std::optional<std::string>> pin;
};
std::string summary(const Form<Survey>& survey) {
    std::string text{survey->name};
    for (const auto colour : survey->colours) text += schema::name_of_enum(colour);
    return text + (survey->age ? std::to_string(*survey->age) : "-") +
           (survey->subscribe ? "y" : "n") + survey->pin.reveal().value_or("-");
}

TEST_F(FormTest, is_read_as_a_browser_sends_it) {
    EXPECT_EQ(run(summary, "name=Ada+L&colours=red&colours=green&age=36&subscribe=on&pin=1").body,
              R"("Ada Lredgreen36y1")");
    EXPECT_EQ(run(summary, "name=Ada&age=&pin=&submit=Send").body, R"("Ada-n-")");
}

TEST_F(FormTest, names_every_fault_where_it_is) {
    const auto response = run(summary, "colours=red&colours=blue&age=x&age=y&subscribe=maybe");
    EXPECT_EQ(response.status, Status::unprocessable_content);
    EXPECT_THAT(response.body,
                AllOf(HasSubstr(R"(["body","name"],"msg":"Field required")"),
                      HasSubstr(R"(["body","colours","1"])"), HasSubstr(R"("type":"enum")"),
                      HasSubstr(R"(["body","age"],"msg":"Input should be given once")"),
                      HasSubstr(R"(["body","subscribe"])"), HasSubstr("bool_parsing")));
}

TEST_F(FormTest, wants_its_own_type_once) {
    fields = {{"Content-Type", "application/json"}};
    EXPECT_EQ(run(summary, "name=Ada").status, Status::unsupported_media_type);
    fields = {{"Content-Type", "application/x-www-form-urlencoded"},
              {"Content-Type", "text/plain"}};
    EXPECT_EQ(run(summary, "name=Ada").status, Status::unsupported_media_type);
}

struct NewPicture {
    Text<1, 80> title;
    std::optional<std::string> note;
    std::vector<int> tags;
    Upload<10> picture;
    std::optional<File> preview;
    std::vector<File> more;
};

struct MultipartTest : BodyTest {
    MultipartTest() { fields = {{"Content-Type", "multipart/form-data; boundary=\"b\""}}; }

    template <class Handler>
    Response send(Handler handler, const std::vector<http::Part>& parts) const {
        return run(handler, http::write_multipart(parts, "b"));
    }
};

const http::Part title{.name = "title", .content = "Hinge"};
const http::Part picture{
    .name = "picture", .filename = "../h.png", .content_type = "image/png", .content = "\x89PNG"};

http::Part file(std::string name, std::string_view content) {
    return {.name = std::move(name), .filename = "f", .content = content};
}

TEST_F(MultipartTest, gives_texts_and_files) {
    const auto response = send(
        [](Multipart<NewPicture> form) {
            EXPECT_EQ(form->title.text(), "Hinge");
            EXPECT_EQ(form->note, std::nullopt);
            EXPECT_THAT(form->tags, ElementsAre(1, 2));
            EXPECT_EQ(form->picture->name(), "../h.png");
            EXPECT_EQ(form->picture->safe_name(), "h.png");
            EXPECT_EQ(form->picture->content_type(), "image/png");
            EXPECT_EQ(form->picture->size(), 4U);
            EXPECT_FALSE(form->preview);
            EXPECT_EQ(form->more.size(), 2U);
            EXPECT_EQ(form->more.at(1).content_type(), "application/octet-stream");
            auto taken = std::move(form).take();
            return std::string{std::move(taken.more.at(1)).take()};
        },
        {title,
         picture,
         {.name = "note"},
         {.name = "tags", .content = "1"},
         {.name = "tags", .content = "2"},
         file("more", "one"),
         file("more", "two"),
         {.name = "_charset_", .content = "utf-8"}});
    EXPECT_EQ(response.body, R"("two")");
}

TEST_F(MultipartTest, takes_a_file_input_without_a_file_as_absent) {
    const http::Part none{.name = "", .filename = "", .content_type = "application/octet-stream"};
    auto no_picture = none;
    no_picture.name = "picture";
    auto no_preview = none;
    no_preview.name = "preview";
    auto no_more = none;
    no_more.name = "more";
    const auto count = [](const Multipart<NewPicture>& form) {
        return form->more.size() + (form->preview ? 1 : 0);
    };
    EXPECT_EQ(send(count, {title, picture, no_preview, no_more}).body, "0");
    EXPECT_THAT(send(count, {title, no_picture}).body,
                HasSubstr(R"(["body","picture"],"msg":"Field required")"));
}

TEST_F(MultipartTest, names_every_fault_where_it_is) {
    const auto response =
        send([](Multipart<NewPicture>) {},
             {file("title", "x"),
              {.name = "note", .content_type = "text/plain; charset=utf-16", .content = "x"},
              {.name = "tags", .content = "1"},
              {.name = "tags", .content = "x"},
              file("picture", "01234567890"),
              file("preview", "1"),
              file("preview", "2"),
              file("more", "x"),
              {.name = "more", .content = "text"}});
    EXPECT_EQ(response.status, Status::unprocessable_content);
    EXPECT_THAT(
        response.body,
        AllOf(
            HasSubstr(
                R"(["body","title"],"msg":"Input should be a valid string, not a file","type":"string_type")"),
            HasSubstr(R"(["body","note"])"), HasSubstr("string_unicode"),
            HasSubstr(R"(["body","tags","1"])"),
            HasSubstr(
                R"(["body","picture"],"msg":"Data should have at most 10 bytes","type":"bytes_too_long")"),
            HasSubstr(R"(["body","preview"],"msg":"Input should be given once")"),
            HasSubstr(
                R"(["body","more","1"],"msg":"Input should be a file: a part with a filename")"),
            Not(HasSubstr(R"("missing")"))));
}

TEST_F(MultipartTest, takes_a_file_of_just_its_size) {
    const auto size = [](const Multipart<NewPicture>& form) { return form->picture->size(); };
    EXPECT_EQ(send(size, {title, file("picture", "0123456789")}).body, "10");
    EXPECT_EQ(send(size, {title, {.name = "picture", .filename = "empty"}}).body, "0");
}

TEST_F(MultipartTest, keeps_to_the_limits_that_it_names) {
    using Small = Multipart<NewPicture, http::MultipartLimits{.parts_max = 2, .file_bytes_max = 5}>;
    const auto handler = [](const Small&) {};
    EXPECT_EQ(send(handler, {title, picture}).status, Status::no_content);
    EXPECT_EQ(send(handler, {title, file("picture", "123456")}).status, Status::content_too_large);
    const auto crowded = send(handler, {title, picture, title});
    EXPECT_EQ(crowded.status, Status::bad_request);
    EXPECT_THAT(crowded.body, HasSubstr("There are too many parts"));
}

TEST_F(MultipartTest, wants_its_own_type_and_a_boundary) {
    const auto handler = [](const Multipart<NewPicture>&) {};
    fields = {{"Content-Type", "application/x-www-form-urlencoded"}};
    EXPECT_EQ(send(handler, {title, picture}).status, Status::unsupported_media_type);
    fields = {{"Content-Type", "multipart/form-data"}};
    EXPECT_THAT(send(handler, {title, picture}).body,
                HasSubstr("Content-Type must name one boundary"));
    fields = {{"Content-Type", "multipart/form-data; boundary=b"},
              {"Content-Type", "multipart/form-data; boundary=c"}};
    EXPECT_EQ(send(handler, {title, picture}).status, Status::unsupported_media_type);
}

TEST_F(MultipartTest, says_what_is_wrong_with_a_body) {
    const auto response = run([](const Multipart<NewPicture>&) {}, "--b\r\n");
    EXPECT_EQ(response.status, Status::bad_request);
    EXPECT_THAT(response.body, HasSubstr("The multipart body has no final boundary"));
}

TEST_F(MultipartTest, may_be_absent_as_a_whole) {
    const auto given = [](const std::optional<Multipart<NewPicture>>& form) {
        return form.has_value();
    };
    EXPECT_EQ(run(given, "").body, "false");
    EXPECT_EQ(send(given, {title, picture}).body, "true");
    EXPECT_THAT(send(given, {title}).body, HasSubstr("Field required"))
        << "a bad one is still refused";
    static_assert(reads_body<Multipart<NewPicture>>);
}

TEST(File, has_a_name_that_is_safe_in_a_folder) {
    const auto safe = [](const char* name) { return File{name, "", ""}.safe_name(); };
    EXPECT_EQ(safe("Hinge-2_final.PNG"), "Hinge-2_final.PNG");
    EXPECT_EQ(safe("../../etc/passwd"), "passwd");
    EXPECT_EQ(safe("C:\\temp\\a b.txt"), "a_b.txt");
    EXPECT_EQ(safe("a.txt:stream"), "a.txt_stream");
    EXPECT_EQ(safe("\xc3\xa9t\xc3\xa9.pdf"), "_t_.pdf");
    EXPECT_EQ(safe("x\r\nSet-Cookie: a=1"), "x_Set-Cookie_a_1");
    EXPECT_EQ(safe("<img src=x>.svg"), "_img_src_x_.svg");
    for (const auto* name : {"", ".", "..", "...", "/", "\xe2\x80\xae", "../", "a/..", "_._"})
        EXPECT_EQ(safe(name), "file") << name;
    EXPECT_EQ(safe(".htaccess"), "htaccess");
    EXPECT_EQ(safe("-rf"), "rf");
    EXPECT_EQ(safe("a.php. ."), "a.php._");
    EXPECT_EQ(safe("a..."), "a");
    EXPECT_EQ(safe("NUL"), "_UL");
    EXPECT_EQ(safe("com1.txt"), "_om1.txt");
    EXPECT_EQ(safe("company.txt"), "company.txt");
    EXPECT_EQ(safe((std::string(300, 'a') + ".png").c_str()), std::string(96, 'a') + ".png");
}

}  // namespace
}  // namespace cardea::inject
