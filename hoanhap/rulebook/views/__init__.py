"""Pages of the law book: reading it, comparing two days, confirming entries, values of provinces and communes."""
