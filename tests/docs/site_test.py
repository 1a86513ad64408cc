"""The book as pages: no link in it leads nowhere, and a page asks nobody else for anything."""
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "object": "data"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if shutil.which("mkdocs") is None:
        pytest.exit("mkdocs is not installed, so the pages are not built", returncode=77)
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(["mkdocs", "build", "--strict", "--quiet", "--site-dir", folder], cwd=ROOT,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return folder


class Page(HTMLParser):
    """What a browser would fetch for a page by itself, where it links to, and what can be linked to."""

    def __init__(self, path):
        super().__init__()
        self.found, self.links, self.anchors = [], [], {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.anchors.add(attrs.get("id", ""))
        if tag == "a" and attrs.get("href"):
            self.links.append(attrs["href"])
        if tag == "link" and "canonical" in (attrs.get("rel") or ""):
            return
        if attrs.get(LOADED.get(tag)):
            self.found.append(attrs[LOADED[tag]])


def test_has_every_chapter_and_all_of_its_code(site):
    for page in re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")):
        built = re.sub(r"(?:README|(index|[^/]+))\.md$", lambda name: (name[1] or "index") + ".html", page)
        assert "```" not in (site / built).read_text(encoding="utf-8"), page


def test_asks_nobody_else_for_anything(site):
    pages = sorted(site.rglob("*.html"))
    assert pages
    for page in pages:
        loaded = Page(page).found
        assert loaded, page
        foreign = [link for link in loaded if re.match(r"(?:[a-z]+:)?//", link)]
        assert not foreign, f"{page.name}: {foreign}"
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", text), sheet.name


def test_has_what_its_links_name(site):
    pages = {path.resolve(): Page(path) for path in site.rglob("*.html") if path.name != "404.html"}
    for path, page in pages.items():
        for link in page.links:
            target, _, anchor = unquote(link).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            named = (path.parent / target).resolve() if target else path
            if named.suffix == ".html":
                assert anchor in pages[named].anchors, f"{path.name}: {link}"
