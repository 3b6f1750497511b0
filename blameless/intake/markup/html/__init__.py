"""HTML, as a page or in Markdown, as exports of wikis, trackers and mail leave it: read as the blocks that it shows."""
