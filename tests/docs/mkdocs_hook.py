"""Pages as GitHub shows them, made to stand alone: what lies outside of docs/ is named, not linked."""
import posixpath
import re

LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s:#]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown, page, **_):
    folder = posixpath.dirname(page.file.src_path)

    def stand_alone(link):
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        return link[1] if target.startswith("../") else link[0]

    return LINK.sub(stand_alone, markdown)
