"""A description as a web page in the encoding of Chinese offices."""

from __future__ import annotations

from html import escape

from tests.rendering.description import Description, PrintedTable

PAGE = """<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"><title>预算公开</title>
<style>td {{ border: 1px solid }}</style></head>
<body><div class="article">
{body}
</div><script>document.write("<p>0.00</p>")</script></body></html>
"""


def render_html(description: Description, encoding: str = "gb18030", declared: str = "gb2312") -> bytes:
    """The bytes of a page; `declared` is what its head says of the encoding."""
    body = "\n".join(
        _table(block) if isinstance(block, PrintedTable) else f"<p>{escape(block)}</p>" for block in description.blocks
    )
    return PAGE.format(body=body, declared=declared).encode(encoding)


def _table(table: PrintedTable) -> str:
    rows = []
    for row in table.rows:
        cells = "".join(
            f"<td rowspan={cell.rowspan} colspan={cell.colspan}><span>{escape(cell.text)}</span></td>" for cell in row
        )
        rows.append(f"<tr>{cells}</tr>")
    return f'<table border="1"><tbody>{"".join(rows)}</tbody></table>'
