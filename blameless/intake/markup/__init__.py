"""Mark-up other than Markdown and HTML as blocks, with offsets into the text as it was written."""
