"""What is due when, from whom, and where does it stand? Pure: no Django, no database."""
