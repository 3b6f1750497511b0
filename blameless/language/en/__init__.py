"""English: its months, verbs, labels and names. Knows neither Markdown nor rules."""
