"""The columns of a long list cut into slices of bits, so that any filters are laid over one another
and counted in milliseconds (ADR 0024)."""
