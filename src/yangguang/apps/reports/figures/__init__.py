"""Figures: named, documented queries over records, and the cells of statutory forms made of them."""
