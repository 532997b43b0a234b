"""The demonstration city: synthetic people with histories, built through the same replay as real ones (docs/adr/0060)."""
