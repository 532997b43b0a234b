"""What may a person ask for and by when is it answered; how long are files kept and what is destroyed? Pure; no database, no Django."""
