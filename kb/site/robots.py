"""The plan into the files that tell robots what they may read and where the data is."""

from collections.abc import Iterator

from kb.model import Output
from kb.site.data import DATA_FILES
from kb.site.feeds import feed_files
from kb.site.pages.standing import ABOUT
from kb.site.paths import absolute, page
from kb.site.plan import Plan
from kb.text import count


def files(plan: Plan) -> Iterator[Output]:
    """`robots.txt`, `llms.txt`, and the file that keeps GitHub Pages from leaving files out."""
    base = plan.options.base_url
    sitemap = f"Sitemap: {absolute(base, 'sitemap.xml')}\n" if base else ""
    yield Output(path="robots.txt", content=f"User-agent: *\nAllow: /\n{sitemap}".encode())
    yield Output(path="llms.txt", content=_for_models(plan).encode())
    yield Output(path=".nojekyll", content=b"")


def _for_models(plan: Plan) -> str:
    """What language models and other programs should know, in the form of llmstxt.org."""
    base = plan.options.base_url

    def link(words: str, path: str) -> str:
        return f"- [{words}]({absolute(base, path) if base else path})\n"

    signals = sum(one.rows for one in plan.items)
    about = plan.options.description or "News items with the signals of change that they hold."
    text = f"# {_line(plan.options.title)}\n\n> {_line(about)}\n\n"
    text += f"{count(len(plan.items), 'note')} with {count(signals, 'signal')}. "
    text += "A signal tells of a change: from what, to what, with a view ten years ahead and a driving force.\n\n"
    text += "## Data\n\n" + "".join(link(words, path) for words, path in (*DATA_FILES, *feed_files(plan)))
    text += "\n## Pages\n\n" + "".join(link(name.capitalize(), page(name)) for name in (*plan.lists, ABOUT))
    return text


def _line(text: str) -> str:
    return " ".join(text.split())
