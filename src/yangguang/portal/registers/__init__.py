"""The public face of registers, drawn from their definitions: no register has a page of its own."""
