"""Light markup that text extracts carry: tags, bold and heading marks, entities, LaTeX.

Belongs here: which signs are markup, and the words without them. Does not: cells and lines (`text`), what words mean.
"""

from __future__ import annotations

import html
import re

BREAK = re.compile(r"</p>\s*<p>|<br\s*/?>", re.IGNORECASE)
# A number raised behind a digit is a footnote or a power: it stays raised, for beside the digit it would be one more.
RAISED = re.compile(
    r"(?<=[\d.)])\s*(?:<sup>\s*(\d{1,3})\s*</sup>|\$?\s*\^\s*\{?\s*(\d{1,3})\s*\}?\s*\$?)", re.IGNORECASE
)
RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SUPERSCRIPT = re.compile(r"\s*<sup>\s*", re.IGNORECASE)
TAGS = re.compile(r"</?(?:b|i|u|p|br|sup|sub|strong|em|span)\b[^<>]*>|\*\*", re.IGNORECASE)
BLANKS = re.compile(r"[^\S\n]+")
AROUND_BREAK = re.compile(r"\s*\n\s*")
LATEX = re.compile(r"\$|\\")
LATEX_WORDS = [
    (re.compile(pattern), word)
    for pattern, word in {
        r"\\geq?(?:slant|q)?(?![a-z])": "≥",
        r"\\leq?(?:slant|q)?(?![a-z])": "≤",
        r"\\gt(?![a-z])": ">",
        r"\\lt(?![a-z])": "<",
        r"\\sim(?![a-z])": "~",
        r"\\times(?![a-z])": "×",
        r"\\cdot(?![a-z])": "·",
        r"\\(?:mathrm|mathbf|text|textbf|textsuperscript)(?![a-z])": "",
        r"\\quad(?![a-z])|\\[,;!]": " ",
        r"\^\{?\\circ\}?": "°",
        r"\\(?=[%#&_$])": "",
    }.items()
]
LATEX_SIGNS = re.compile(r"\$([^$]*)\$")
LATEX_BRACES = re.compile(r"\^?\{([^{}]*)\}|\^(?=\d)")


def words_of(printed: str) -> str:
    """The words without markup, white space folded to single blanks, breaks inside a cell kept as line ends."""
    text = RAISED.sub(lambda found: (found[1] or found[2]).translate(RAISED_DIGITS), BREAK.sub("\n", printed))
    text = SUPERSCRIPT.sub("", text)
    text = html.unescape(TAGS.sub("", text))
    if LATEX.search(text):
        # A lone $ beside no other sign of LaTeX is one of money.
        text = text.replace("$", "") if "\\" in text else LATEX_SIGNS.sub(r"\1", text)
        for pattern, word in LATEX_WORDS:
            text = pattern.sub(word, text)
        text = LATEX_BRACES.sub(r"\1", LATEX_BRACES.sub(r"\1", text))
    return AROUND_BREAK.sub("\n", BLANKS.sub(" ", text)).strip()
