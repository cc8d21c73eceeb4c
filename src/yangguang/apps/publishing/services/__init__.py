"""Acts of publishing, one module per subject."""
