"""Mark-up as blocks, with offsets into the text as it was written: one file or folder a kind, and what they share."""
