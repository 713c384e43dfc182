"""Code with its words marked by classes, on the server: no script in the reader's browser, no styles in the page."""

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String

PLAIN = "text"
LANGUAGES = (
    (PLAIN, _("Plain text")),
    ("bash", "Bash"),
    ("console", _("Console session")),
    ("csharp", "C#"),
    ("css", "CSS"),
    ("diff", "Diff"),
    ("docker", "Dockerfile"),
    ("go", "Go"),
    ("html", "HTML"),
    ("html+django", _("Django template")),
    ("http", "HTTP"),
    ("ini", "INI"),
    ("java", "Java"),
    ("javascript", "JavaScript"),
    ("json", "JSON"),
    ("kotlin", "Kotlin"),
    ("nginx", "nginx"),
    ("php", "PHP"),
    ("python", "Python"),
    ("pycon", _("Python session")),
    ("ruby", "Ruby"),
    ("rust", "Rust"),
    ("sql", "SQL"),
    ("swift", "Swift"),
    ("toml", "TOML"),
    ("typescript", "TypeScript"),
    ("yaml", "YAML"),
)
"""What an editor may choose, by Pygments' names."""

NAMES = dict(LANGUAGES)
LONGEST = 20_000
"""Signs of one piece of code: about 400 lines, which nobody reads in a guide."""

LONGEST_LINE = 1_000
"""A longer line is data, not code; some lexers would look at it for seconds."""

KINDS = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "m"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "f"),
    (Name.Tag, "f"),
    (Name.Attribute, "f"),
    (Generic.Prompt, "k"),
    (Generic.Heading, "k"),
    (Generic.Subheading, "k"),
    (Generic.Output, "c"),
    (Generic.Inserted, "i"),
    (Generic.Deleted, "d"),
)
"""What is coloured, and the class that says so. Everything else stays as it is, without a span."""


def highlighted(code: str, language: str) -> SafeString:
    """The code as lines of <span class="line">, escaped; an unknown language is plain text.

    The stylesheet counts the lines, so that their numbers are never copied.
    """
    tidy = code.replace("\r\n", "\n").strip("\n")
    readable = language in NAMES and max(map(len, tidy.split("\n"))) <= LONGEST_LINE
    return SafeString(_highlighted(tidy, language if readable else PLAIN))


@lru_cache(maxsize=512)
def _highlighted(code: str, language: str) -> str:
    lexer = get_lexer_by_name(language, stripnl=False)
    lines: list[list[str]] = [[]]
    for token, text in lexer.get_tokens(code):
        kind = next((css for group, css in KINDS if token in group), "")
        first, *others = text.split("\n")
        lines[-1].append(_marked(first, kind))
        lines += [[_marked(part, kind)] for part in others]
    lines.pop()  # the lexer ends the last line
    return "\n".join(f'<span class="line">{"".join(line)}</span>' for line in lines)


def _marked(text: str, kind: str) -> str:
    return f'<span class="{kind}">{escape(text)}</span>' if kind and text.strip() else escape(text)
