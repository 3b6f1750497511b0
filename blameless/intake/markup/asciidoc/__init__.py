"""AsciiDoc as blocks: what Asciidoctor shows of headings, paragraphs, lists, tables, quotations and code.

Read here, line by line. The one reader of AsciiDoc in Python (asciidoc-py) tells no places, is under the GPL, and obeys
documents that have it run commands (``sys::``, ``eval::``); the others ask for Ruby or a browser. Nothing is included,
and no condition or attribute is looked up. https://docs.asciidoctor.org/asciidoc/latest/
"""
