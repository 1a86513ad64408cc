"""Under test: each check names the fault that it is for, and lets what is right pass."""
import unittest

import docs
import layers
import names
import pitfalls
import shape
from tidy import CHECKS, ROOT
from tree import File, read_tree

TABLE = layers.Table("""
[rooms]
base:
schema: base   # a word on it
http: schema
net: http
testing: net
[tests]
testing
[foreign]
boost/asio/: base net
boost/asio/ip/: net
sqlite3.h: schema/sqlite
gtest/: tests testing
[doors]
boost/asio/
""")


def faults_of(check, *files, **more):
    """The places that the check names in files given as (path, text)."""
    found = check([File(path, text) for path, text in files], **more)
    return [f"{path}:{line}" for path, line, _ in found]


class Layers(unittest.TestCase):
    def check(self, *files):
        return faults_of(layers.check_layers, *files, table=TABLE)

    def test_a_room_includes_itself_and_what_is_below_it(self):
        text = "#include <cardea/http/a.hpp>\n#include <cardea/base/a.hpp>\n#include <string>\n"
        self.assertEqual(self.check(("cardea/http/a.cpp", text)), [])

    def test_a_room_does_not_include_upwards(self):
        text = "#include <string>\n#include <cardea/net/a.hpp>\n"
        self.assertEqual(self.check(("cardea/http/a.cpp", text)), ["cardea/http/a.cpp:2"])

    def test_a_unit_test_may_use_the_test_client(self):
        text = "#include <gtest/gtest.h>\n#include <cardea/testing/a.hpp>\n"
        self.assertEqual(self.check(("cardea/base/a_test.cpp", text)), [])
        self.assertEqual(self.check(("cardea/base/a.cpp", text)),
                         ["cardea/base/a.cpp:1", "cardea/base/a.cpp:2"])

    def test_a_room_that_the_table_does_not_know_is_named(self):
        self.assertEqual(self.check(("cardea/attic/a.cpp", "")), ["cardea/attic/a.cpp:1"])

    def test_a_foreign_header_belongs_to_its_owners(self):
        rows = [("base", "boost/asio/post.hpp", True), ("base", "boost/asio/ip/tcp.hpp", False),
                ("net", "boost/asio/ip/tcp.hpp", True), ("schema", "boost/asio/post.hpp", False),
                ("schema", "sqlite3.h", False), ("base", "openssl/evp.h", False),
                ("base", "unistd.h", True), ("base", "sys/socket.h", False)]
        for room, header, fine in rows:
            with self.subTest(f"{header} in {room}"):
                found = self.check((f"cardea/{room}/a.cpp", f"#include <{header}>\n"))
                self.assertEqual(found, [] if fine else [f"cardea/{room}/a.cpp:1"])
        self.assertEqual(self.check(("cardea/schema/sqlite/a.cpp", "#include <sqlite3.h>\n")), [])

    def test_a_commented_include_does_not_count(self):
        self.assertEqual(self.check(("cardea/base/a.cpp", "// #include <openssl/evp.h>\n")), [])

    def test_a_door_shows_nothing_foreign_however_deep(self):
        inner = ("cardea/schema/sqlite/a.hpp", "#pragma once\n#include <sqlite3.h>\n")
        outer = ("cardea/schema/b.hpp", "#include <cardea/schema/sqlite/a.hpp>\n")
        public = ("cardea/schema/CMakeLists.txt", "cardea_room(schema USES base)\n")
        self.assertEqual(self.check(inner, outer), [], "of no library")
        self.assertEqual(self.check(inner, outer, public), ["cardea/schema/sqlite/a.hpp:2"])

    def test_what_is_internal_is_for_its_room_and_for_tests(self):
        room = ("cardea/schema/CMakeLists.txt", "cardea_room(schema USES base\n    INTERNAL sqlite c)\n")
        inner = ("cardea/schema/sqlite/a.hpp", "#include <sqlite3.h>\n")
        alone = ("cardea/schema/c.hpp", "#include <string>\n")
        rows = [("cardea/schema/b.cpp", "schema/sqlite/a.hpp", True), ("cardea/schema/b.hpp", "schema/c.hpp", False),
                ("cardea/http/b.cpp", "schema/c.hpp", False), ("cardea/http/b_test.cpp", "schema/c.hpp", True),
                ("cardea/http/test_b.hpp", "schema/c.hpp", True), ("examples/b/main.cpp", "schema/c.hpp", False)]
        for path, header, fine in rows:
            with self.subTest(f"{header} in {path}"):
                found = self.check(room, inner, alone, (path, f"#include <cardea/{header}>\n"))
                self.assertEqual(found, [] if fine else [f"{path}:1"])

    def test_a_target_links_what_its_room_may_include(self):
        def targets(text):
            file = ("cardea/http/CMakeLists.txt", text)
            return faults_of(layers.check_targets, file, table=TABLE)
        self.assertEqual(targets("cardea_room(http USES schema base LINKS net)\n"), [])
        self.assertEqual(targets("cardea_room(http USES\n  net)\n"), ["cardea/http/CMakeLists.txt:1"])

    def test_the_table_has_no_ring(self):
        with self.assertRaises(KeyError):
            layers.Table("[rooms]\na: b\nb: a\n")
        self.assertIn("base", layers.Table(layers.TABLE.read_text()).below["program"])


class Names(unittest.TestCase):
    def test_empty_words_are_named_and_words_that_hold_them_are_not(self):
        for path, text, count in [("cardea/base/string_util.hpp", "", 1),
                                  ("cardea/base/database.hpp", "struct Metadata {};\n", 0),
                                  ("cardea/base/a.hpp", "class KeyManager final {};\n", 1),
                                  ("cardea/base/a.hpp", "using Data = int;\n", 1),
                                  ("cardea/base/a.hpp", "// a class Helper {};\n", 0)]:
            with self.subTest(text or path):
                self.assertEqual(len(faults_of(names.check_names, (path, text))), count)

    def test_a_name_stands_in_one_unnamed_namespace_of_a_room(self):
        one = "namespace a {\nnamespace {\nint hex(char c) { int low = 1; return low; }\n}\n}\n"
        other = "namespace a {\nnamespace {\nconstexpr int low = 3;\nstruct Hex { int low; };\n"
        twice = other + "[[nodiscard]] int hex(int) { return 0; }\n}\n}\n"
        self.assertEqual(faults_of(names.check_unity, ("cardea/x/a.cpp", one),
                                   ("cardea/x/b.cpp", other + "}\n}\n")), [])
        self.assertEqual(faults_of(names.check_unity, ("cardea/x/a.cpp", one),
                                   ("cardea/x/b.cpp", twice)), ["cardea/x/b.cpp:5"])
        self.assertEqual(faults_of(names.check_unity, ("cardea/x/a.cpp", one),
                                   ("cardea/y/b.cpp", twice)), [])


class Shape(unittest.TestCase):
    def test_sizes_have_limits(self):
        for path, text, count in [("cardea/x/a.hpp", "\n" * 400, 0), ("cardea/x/a.hpp", "\n" * 401, 1),
                                  ("cardea/x/a.cpp", "\n" * 700, 0), ("cardea/x/a.cpp", "\n" * 701, 1),
                                  ("dev", "x" * 120 + "\n", 0), ("dev", "x" * 121 + "\n", 1),
                                  ("cardea/x/a.cpp", "//" + "x" * 99, 1), ("cardea/x/a.cpp", "//" + "x" * 98, 0)]:
            with self.subTest(f"{path} {len(text)}"):
                self.assertEqual(len(faults_of(shape.check_sizes, (path, text))), count)

    def test_a_header_opens_with_words_and_pragma_once(self):
        for text, count in [("// What for.\n// And why.\n#pragma once\n", 0), ("#pragma once\n", 1),
                            ("// What for.\n\n#pragma once\n", 1)]:
            with self.subTest(text):
                self.assertEqual(len(faults_of(shape.check_headers, ("cardea/x/a.hpp", text))), count)

    def test_a_room_has_a_short_readme(self):
        room = ("cardea/x/a.cpp", "")
        self.assertEqual(len(faults_of(shape.check_rooms, room)), 1)
        for lines, count in [(40, 0), (41, 1)]:
            readme = ("cardea/x/README.md", "\n" * lines)
            self.assertEqual(len(faults_of(shape.check_rooms, room, readme)), count)

    def test_a_source_includes_its_own_header_first(self):
        header = ("cardea/x/a.hpp", "// What for.\n#pragma once\n")
        for path in ("cardea/x/a.cpp", "cardea/x/a_test.cpp"):
            for text, found in [("#include <cardea/x/a.hpp>\n#include <string>\n", []),
                                ("#include <string>\n#include <cardea/x/a.hpp>\n", [f"{path}:1"])]:
                with self.subTest(f"{path} {text}"):
                    self.assertEqual(faults_of(shape.check_headers, header, (path, text)), found)
        self.assertEqual(faults_of(shape.check_headers, ("cardea/x/b.cpp", "#include <string>\n")), [])

    def test_a_header_defines_no_macro(self):
        text = "// What for.\n#pragma once\n#define X\n// #define Y\n"
        self.assertEqual(faults_of(shape.check_headers, ("cardea/x/a.hpp", text)), ["cardea/x/a.hpp:3"])


class Docs(unittest.TestCase):
    def faults(self, text, internal=""):
        opening = "// What for.\n#pragma once\n\nnamespace cardea::x {\n\nint first();\n\n"
        room = ("cardea/x/CMakeLists.txt", f"cardea_room(x USES base {internal})\n")
        header = ("cardea/x/a.hpp", opening + text + "\n}  // namespace cardea::x\n")
        return len(faults_of(docs.check_docs, header, room))

    def test_a_public_name_says_what_it_is_for(self):
        rows = [("/// Does it.\nint second();\nint third();\n", 0), ("int second();\n", 1),
                ("int second();  // does it\n", 0), ("/// Does it.\nint second() {\n}\n\nint third();\n", 1),
                ("struct Second {\n    int a;  ///< Tells.\n};\n", 0), ("class Second {\n};\n", 1),
                ("template <class T>\nrequires A<T> && (b<T>)\nint second(T t) {\n    return 1;\n}\n", 1),
                ("template <class T>\nconcept Second = requires(T t) { t.a(); } || b<T>;\n", 1),
                ("template <class T = C<int>>\nclass Second {};\n", 1), ("using Second = int;\n", 1),
                ("enum class Second { a, b };\n", 1), ("/// One of two.\nenum class Second { a, b };\n", 0),
                ("inline constexpr int second = 2;\n", 1), ("template <class T>\nint second = 2;\n", 1),
                ("/// Does it.\nint second(int a);\n\nint second(char a);\n", 0)]
        for text, count in rows:
            with self.subTest(text):
                self.assertEqual(self.faults(text), count)
                self.assertEqual(self.faults(text, "INTERNAL a"), 0, "not public")

    def test_what_stands_elsewhere_or_explains_itself_needs_no_words(self):
        for text in ["class Second;\n", "enum class Second : int;\n", "using b::Second;\n", "template class A<int>;\n",
                     "template <>\nstruct A<int> {\n    int b();\n};\n", "static_assert(a);\n",
                     "template <class T>\ninline constexpr bool a<A<T>> = true;\n", "extern template class A<int>;\n",
                     "std::ostream& operator<<(std::ostream& out, A a);\n", "template <class T>\nint A<T>::b() {\n}\n",
                     "namespace parts {\n\nint second();\n\n}  // namespace parts\n"]:
            with self.subTest(text):
                self.assertEqual(self.faults(text), 0)

    def test_a_public_member_says_what_it_is_for(self):
        rows = [("void b();\n", 1), ("/// Does it.\nvoid b();\nvoid c();\n", 0), ("void b();  ///< Does it.\n", 0),
                ("/// Does it.\nvoid b();\n\nvoid c();\n", 1), ("static Second b(int c);\n", 1),
                ("virtual void b() = 0;\n", 1), ("void b() override;\n", 0),
                ("template <class T>\nvoid b(T t) {}\n", 1),
                ("explicit Second(int b) : b_{b} {}\n~Second();\nSecond& operator=(const Second&) = delete;\n", 0),
                ("[[nodiscard]] const B<int>& b() const { return b_; }\n", 0), ("int b() const;\n", 0),
                ("int b(int c) const;\n", 1), ("friend bool operator==(A, A) { return true; }\n", 0),
                ("struct B {\n    int c;\n};\n", 1), ("private:\n    void b();\n", 0),
                ("protected:\n    void b();\npublic:\n    void c();\n", 1)]
        for text, count in rows:
            with self.subTest(text):
                self.assertEqual(self.faults(f"/// What for.\nclass Second {{\npublic:\n{text}}};\n"), count)

    def test_a_value_is_told_by_the_words_of_its_class(self):
        self.assertEqual(self.faults("/// What for.\nstruct Second {\n    int b = 1;\n    A c{};\n};\n"), 0)
        self.assertEqual(self.faults("struct Second {\n    int b = 1;\n    A c{};\n};\n"), 1, "the class")


class Pitfalls(unittest.TestCase):
    def test_an_aggregate_is_named_before_it_is_awaited(self):
        for text in ["co_await f({1, 2});", "co_await f(a, {.x = 1});", "co_await f(Agg{1});",
                     "auto a = (co_await b.f(1).g(\n  List<int>{1})).value();"]:
            with self.subTest(text):
                line = 1 + text.count("\n", 0, text.index("{"))
                self.assertEqual(faults_of(pitfalls.check_await, ("a.cpp", text)), [f"a.cpp:{line}"])

    def test_a_conditional_is_named_before_it_is_awaited(self):
        found = faults_of(pitfalls.check_await, ("a.cpp", "co_await f(a ? T() : g());\nb ? co_await c : d;"))
        self.assertEqual(found, ["a.cpp:1"])

    def test_a_condition_awaits_nothing(self):
        for text in ["if (!co_await f()) g();", "while (co_await f(a) == b) {}", "switch (co_await f()) {}"]:
            with self.subTest(text):
                self.assertEqual(faults_of(pitfalls.check_await, ("a.cpp", text)), ["a.cpp:1"])
        for text in ["if (const auto a = co_await f(); a) g();", "if (a) co_await f();"]:
            with self.subTest(text):
                self.assertEqual(faults_of(pitfalls.check_await, ("a.cpp", text)), [])

    def test_an_await_for_a_member_of_an_aggregate_is_refused(self):
        for text in ["Page page{.items = co_await f(a)};", "g({.a = 1, .b = co_await f()});"]:
            self.assertEqual(faults_of(pitfalls.check_await, ("a.cpp", text)), ["a.cpp:1"])
        for text in ["page.items = co_await f(a);", "Page page{.items = f(a)};"]:
            self.assertEqual(faults_of(pitfalls.check_await, ("a.cpp", text)), [])

    def test_a_lambda_that_owns_what_it_captured_is_named_before_it_is_awaited(self):
        for text in ["co_await f([a] { g(a); });", "co_await f(x, [&b, a = move(a)] { g(a); });",
                     "co_await db.write(\n  [a](T& t) -> A<> { co_return; });"]:
            with self.subTest(text):
                line = 1 + text.count("\n", 0, text.index("["))
                self.assertEqual(faults_of(pitfalls.check_await, ("a.cpp", text)), [f"a.cpp:{line}"])
        for text in ["co_await f([&] { g(a); });", "co_await f([this, &a] { g(a); });", "co_await f(a[i]);"]:
            with self.subTest(text):
                self.assertEqual(faults_of(pitfalls.check_await, ("a.cpp", text)), [])

    def test_other_braces_near_an_await_are_fine(self):
        for text in ["co_await f(use_awaitable_t<Executor>{});", "if (auto b = co_await f(a)) { g({1}); }",
                     "co_await f([&](int n) -> Async<int> { co_return n; });", "f({1}); co_await a;",
                     "co_await write([&] { return Agg{1}; });", "// co_await f({1})",
                     "for (auto a = co_await f(b); a; ) { g(A{1}); }"]:
            with self.subTest(text):
                self.assertEqual(faults_of(pitfalls.check_await, ("a.cpp", text)), [])

    def test_marks_carry_their_issue_and_paths_name_no_machine(self):
        for text, count in [("// TO" "DO: later\n", 1), ("// TO" "DO(#12): later\n", 0),
                            ("cd /ho" "me/ada/cardea\n", 1), ("a.b/ho" "me/x ${X}/ro" "ot/y\n", 0)]:
            with self.subTest(text):
                self.assertEqual(len(faults_of(pitfalls.check_leftovers, ("a.md", text))), count)

    def test_a_test_neither_sleeps_nor_is_switched_off(self):
        text = "TEST(A, DISABLED_b) {\n std::this_thread::sleep_for(1s);  // sleep_for\n}\n"
        self.assertEqual(faults_of(pitfalls.check_tests, ("cardea/x/a_test.cpp", text)),
                         ["cardea/x/a_test.cpp:1", "cardea/x/a_test.cpp:2"])


class Tree(unittest.TestCase):
    def test_comments_and_texts_are_blank_and_lines_stay(self):
        text = 'a("x{"); // {\nR"t({\n)t" 1\'000 \'{\' /* {\n*/ b\n'
        code = File("a.cpp", text).code
        self.assertEqual(code.count("\n"), text.count("\n"))
        self.assertNotIn("{", code)
        self.assertEqual(code.split("\n")[3].strip(), "b")

    def test_the_repository_is_read_without_what_was_built(self):
        paths = [file.path for file in read_tree(ROOT)]
        self.assertIn("cardea/base/result.hpp", paths)
        self.assertFalse([path for path in paths if path.startswith(("build", ".git/"))])

    def test_each_check_is_known_to_ctest(self):
        listed = (ROOT / "tests/tidy/CMakeLists.txt").read_text()
        self.assertEqual([name for name in CHECKS if f" {name}" not in listed], [])


if __name__ == "__main__":
    unittest.main()
