"""Pages of the person's own sheet, of requests and of retention."""
