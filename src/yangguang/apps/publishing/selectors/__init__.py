"""Reading drafts, reviews and what follows from them; an agency sees its own."""
