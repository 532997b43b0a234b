"""Which requests wait, what stands on a person's own sheet, and whose files are due for review?"""
