"""The language server: what a report says, in the terms of editors. Needs ``blameless[lsp]``; judges and escapes nothing itself."""
