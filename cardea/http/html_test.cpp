// Under test: what a stranger sent stays text within HTML.
#include <cardea/http/html.hpp>

#include <gtest/gtest.h>

namespace cardea {
namespace {

TEST(Html, keeps_text_from_being_markup) {
    EXPECT_EQ(escape_html(R"(<a title="x" id='y'>Q&A</a>)"),
              "&lt;a title=&quot;x&quot; id=&#39;y&#39;&gt;Q&amp;A&lt;/a&gt;");
    EXPECT_EQ(escape_html("&amp;"), "&amp;amp;");
}

TEST(Html, leaves_all_other_text_as_it_is) {
    EXPECT_EQ(escape_html("Zoë, 100 % = 1/1;\n"), "Zoë, 100 % = 1/1;\n");
    EXPECT_EQ(escape_html(""), "");
}

}  // namespace
}  // namespace cardea
