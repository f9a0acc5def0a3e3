"""What Pelican shall build from the notes that `scripts/bench` writes for it."""

SITENAME = "Notes"
PATH = "content"
ARTICLE_PATHS = ["notes"]
THEME = "."
TIMEZONE = "UTC"
SLUGIFY_SOURCE = "basename"
ARTICLE_URL = ARTICLE_SAVE_AS = "notes/{slug}.html"
TAG_URL = TAG_SAVE_AS = "terms/{slug}.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = DRAFT_SAVE_AS = PAGE_SAVE_AS = ""
DIRECT_TEMPLATES = ["index"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DEFAULT_PAGINATION = False
THEME_STATIC_PATHS: list[str] = []
MARKDOWN = {"extensions": ["markdown.extensions.meta", "markdown.extensions.tables"], "output_format": "html5"}
